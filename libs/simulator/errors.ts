import { RESTJSONErrorCodes } from 'discord-api-types/v10';

/** An error with Discord's own body: `{ message, code, errors? }`. */
export class DiscordError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly errors?: ProblemTree,
  ) {
    super(message);
  }

  get body() {
    return { message: this.message, code: this.code, ...(this.errors ? { errors: this.errors } : {}) };
  }
}

/** What the control API answers when a wish makes no sense: a status and a sentence. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface ProblemTree {
  [key: string]: ProblemTree | { code: string; message: string }[];
}

type Path = readonly (string | number)[];

interface Found {
  path: Path;
  code: string;
  message: string;
}

/** Gathers what is wrong with a body, by path, and nests it as Discord does under `errors`. */
export class Problems {
  private constructor(
    private readonly parent: Problems | null,
    private readonly steps: Path,
    private readonly found: Found[],
  ) {}

  static none(): Problems {
    return new Problems(null, [], []);
  }

  /** Paths are put together when something is wrong there, which is rare. */
  at(...steps: Path): Problems {
    return new Problems(this, steps, this.found);
  }

  add(code: string, message: string): void {
    this.found.push({ path: this.path(), code, message });
  }

  throwIfAny(): void {
    if (this.found.length > 0) this.fail();
  }

  fail(): never {
    const code = RESTJSONErrorCodes.InvalidFormBodyOrContentType;
    throw new DiscordError(400, code, 'Invalid Form Body', this.tree());
  }

  private path(): Path {
    return [...(this.parent?.path() ?? []), ...this.steps];
  }

  private tree(): ProblemTree {
    const root: ProblemTree = {};
    for (const { path, code, message } of this.found) {
      let node = root;
      for (const key of path) {
        const next = node[key];
        node = next && !Array.isArray(next) ? next : (node[key] = {});
      }
      const list = node['_errors'];
      if (Array.isArray(list)) list.push({ code, message });
      else node['_errors'] = [{ code, message }];
    }
    return root;
  }
}

const notFound = (code: number, message: string) => () => new DiscordError(404, code, message);
const codes = RESTJSONErrorCodes;

export const unknownApplication = notFound(codes.UnknownApplication, 'Unknown Application');
export const unknownChannel = notFound(codes.UnknownChannel, 'Unknown Channel');
export const unknownGuild = notFound(codes.UnknownGuild, 'Unknown Guild');
export const unknownMember = notFound(codes.UnknownMember, 'Unknown Member');
export const unknownUser = notFound(codes.UnknownUser, 'Unknown User');
export const unknownMessage = notFound(codes.UnknownMessage, 'Unknown Message');
export const unknownRole = notFound(codes.UnknownRole, 'Unknown Role');
export const unknownBan = notFound(codes.UnknownBan, 'Unknown Ban');
export const unknownEmoji = notFound(codes.UnknownEmoji, 'Unknown Emoji');
export const unknownInvite = notFound(codes.UnknownInvite, 'Unknown Invite');
export const unknownOverwrite = notFound(codes.UnknownPermissionOverwrite, 'Unknown Permission Overwrite');
export const unknownWebhook = notFound(codes.UnknownWebhook, 'Unknown Webhook');
export const unknownCommand = notFound(codes.UnknownApplicationCommand, 'Unknown application command');
export const unknownInteraction = notFound(codes.UnknownInteraction, 'Unknown interaction');
export const notFoundHere = notFound(0, '404: Not Found');
export const wrongMethod = () => new DiscordError(405, 0, '405: Method Not Allowed');
export const invalidVersion = () => new DiscordError(400, codes.InvalidAPIVersion, 'Invalid API version');
export const unauthorized = (message = '401: Unauthorized') => new DiscordError(401, 0, message);
export const missingAccess = () => new DiscordError(403, codes.MissingAccess, 'Missing Access');
export const missingPermissions = () =>
  new DiscordError(403, codes.MissingPermissions, 'Missing Permissions');
/** 400 with Discord's own number and sentence. */
export const refused = (code: number, message: string) => new DiscordError(400, code, message);
export const alreadyAcknowledged = () =>
  new DiscordError(
    400,
    codes.InteractionHasAlreadyBeenAcknowledged,
    'Interaction has already been acknowledged.',
  );
export const emptyMessage = () =>
  new DiscordError(400, codes.CannotSendAnEmptyMessage, 'Cannot send an empty message');
export const invalidJson = () =>
  new DiscordError(400, codes.RequestBodyContainsInvalidJSON, 'The request body contains invalid JSON.');
