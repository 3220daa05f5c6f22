import { templateVariables } from '@cube/discord-rules/template-variables';

import type { GuildSetting } from './guild-settings.entity';
import { type Setting, SettingKind } from './setting-kinds';
import { type SettingKey, settingKeys, settingOf } from './settings';

/** The variables whose name begins with one of these. */
export const variablesWithin = (names: readonly string[]) =>
  templateVariables
    .filter(({ name }) => names.includes(name.split('.')[0] ?? ''))
    .map(({ name, description, example }) => ({ name, description, example }));

/** The settings as a form needs them, in their order. */
export const settingsSchema: readonly GuildSetting[] = settingKeys.map((key) =>
  described(key, settingOf(key)),
);

function described(key: SettingKey, setting: Setting): GuildSetting {
  const { group, title, description, kind, needs } = setting;
  return {
    key,
    group,
    title,
    description,
    kind,
    default: setting.default,
    most: 'most' in setting ? setting.most : null,
    choices: setting.kind === SettingKind.CHOICE ? setting.choices : [],
    variables: setting.kind === SettingKind.TEMPLATE ? variablesWithin(setting.variables) : [],
    intents: needs?.intents ?? [],
    permissions: needs?.permissions ?? [],
  };
}
