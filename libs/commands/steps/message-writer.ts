import type { PermissionName } from '@cube/guilds/guild-needs';
import { Invalid } from '@cube/platform/errors';

import type { SafeHttp } from '../http/safe-http';
import type { ComponentRows, MessageData, OutComponent } from './message-shapes';
import type { OutFile, OutMessage } from './stage';
import type { NestedSteps, StepRun } from './step-kind';

/** Bytes of one file, as Discord takes them from any bot. */
const largestFile = 10 * 1024 * 1024;

/** Renders every text within a message, whatever part of it it is; keys, numbers and steps stay as they are. */
async function rendered<Value>(value: Value, run: StepRun): Promise<Value> {
  if (typeof value === 'string') return (await run.render(value)) as Value;
  if (Array.isArray(value)) return (await Promise.all(value.map((each) => rendered(each, run)))) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, each]) => [key, await rendered(each, run)] as const),
  );
  return Object.fromEntries(entries) as Value;
}

/** Makes a message of what a step says. Components get ids that lead back to their own steps. */
export async function write(
  { content, embeds, components, files }: MessageData,
  isPrivate: boolean,
  run: StepRun,
  http: SafeHttp,
): Promise<OutMessage> {
  return {
    content: content === undefined ? undefined : await run.render(content),
    embeds: embeds && (await rendered(embeds, run)),
    components: components && (await shown(components, run)),
    files: files ? await Promise.all(files.map((file) => fileOf(file, run, http))) : [],
    isPrivate,
  };
}

const shown = (rows: ComponentRows, run: StepRun): Promise<OutComponent[][]> =>
  Promise.all(
    rows.map((row, rowIndex) =>
      Promise.all(
        row.map(async ({ steps: _, ...component }, index): Promise<OutComponent> => {
          const isLink = 'button' in component && component.button === 'link';
          const said = await rendered(component, run);
          return isLink ? said : { ...said, customId: run.idOf(`components.${rowIndex}.${index}.steps`) };
        }),
      ),
    ),
  );

/** What a bot has to be allowed in a channel to say this there. */
export const permissionsToSay = ({ embeds, files }: MessageData): readonly PermissionName[] => [
  'ViewChannel',
  'SendMessages',
  ...(embeds?.length ? (['EmbedLinks'] as const) : []),
  ...(files?.length ? (['AttachFiles'] as const) : []),
];

/** The steps of a message's components, and where they stand. */
export const stepsOf = ({ components }: MessageData): readonly NestedSteps[] =>
  (components ?? []).flatMap((row, rowIndex) =>
    row.map(({ steps }, index) => ({ path: `components.${rowIndex}.${index}.steps`, steps: steps ?? [] })),
  );

async function fileOf(
  { name, content, url }: NonNullable<MessageData['files']>[number],
  run: StepRun,
  http: SafeHttp,
): Promise<OutFile> {
  const shownName = await run.render(name);
  if (url === undefined) return { name: shownName, data: Buffer.from(await run.render(content ?? '')) };
  const { status, bytes } = await http.request({
    method: 'GET',
    url: await run.render(url),
    maxBytes: largestFile,
    signal: run.signal,
  });
  if (status !== 200)
    throw new Invalid(`The file ${shownName} could not be fetched: the answer was ${status}.`);
  return { name: shownName, data: bytes };
}
