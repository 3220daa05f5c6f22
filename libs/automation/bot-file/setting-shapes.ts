import { z } from 'zod';

import { discordId } from '../settings/discord-id';
import { type Setting, SettingKind } from '../settings/setting-kinds';
import { type SettingKey, settingKeys, settingOf } from '../settings/settings';

/** Beyond it a list of choices helps nobody, and depends on the system (time zones). */
const mostChoices = 50;

/** How the settings of a bot in one server are written in a file. What they may be is the service's to say. */
export const settingShapes = z.strictObject(
  Object.fromEntries(settingKeys.map((key) => [key, shapeOf(settingOf(key))])) as Record<
    SettingKey,
    z.ZodOptional<z.ZodType>
  >,
);

function shapeOf(setting: Setting): z.ZodOptional<z.ZodType> {
  const { title, description } = setting;
  return plainShapeOf(setting).optional().meta({ title, description });
}

function plainShapeOf(setting: Setting): z.ZodType {
  switch (setting.kind) {
    case SettingKind.TEXT:
    case SettingKind.TEMPLATE:
      // Characters are counted by the service, as people count them.
      return z.string().meta({ maxLength: setting.most });
    case SettingKind.SWITCH:
      return z.boolean();
    case SettingKind.CHOICE:
      return setting.choices.length <= mostChoices
        ? z.enum(setting.choices.map(({ value }) => value))
        : z.string();
    case SettingKind.CHANNEL:
      return discordId.nullable();
    case SettingKind.ROLES:
      return z.array(discordId).max(setting.most);
    case SettingKind.COMMANDS:
      return z.array(z.string().max(200)).max(setting.most);
  }
}
