/**
 * What a bot sends, as data. Source: Discord's documentation, "Message" (Embed Object) and "Component Reference", of which
 * this is the first version: rows of buttons and menus.
 */

export interface MessageShape {
  readonly content?: string | null;
  readonly embeds?: readonly EmbedShape[] | null;
  readonly rows?: readonly RowShape[] | null;
  /** The names of the files that go along. */
  readonly files?: readonly string[] | null;
}

export interface EmbedShape {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly url?: string | null;
  /** 0 to 0xffffff. */
  readonly color?: number | null;
  /** ISO 8601. */
  readonly timestamp?: string | null;
  readonly imageUrl?: string | null;
  readonly thumbnailUrl?: string | null;
  readonly author?: {
    readonly name: string;
    readonly url?: string | null;
    readonly iconUrl?: string | null;
  } | null;
  readonly footer?: { readonly text: string; readonly iconUrl?: string | null } | null;
  readonly fields?: readonly EmbedFieldShape[] | null;
}

export interface EmbedFieldShape {
  readonly name: string;
  readonly value: string;
  readonly inline?: boolean | null;
}

/** Up to five buttons, or one menu. */
export interface RowShape {
  readonly components: readonly ComponentShape[];
}

export type ComponentShape = ButtonShape | MenuShape;

export interface ButtonShape {
  readonly type: 'BUTTON';
  readonly style: 'PRIMARY' | 'SECONDARY' | 'SUCCESS' | 'DANGER' | 'LINK';
  readonly label?: string | null;
  /** A character, or `name:id` of one of a guild's own. */
  readonly emoji?: string | null;
  /** Of every button but a link. */
  readonly customId?: string | null;
  /** Of a link only. */
  readonly url?: string | null;
  readonly disabled?: boolean | null;
}

export interface MenuShape {
  readonly type: 'STRING_SELECT' | 'USER_SELECT' | 'ROLE_SELECT' | 'MENTIONABLE_SELECT' | 'CHANNEL_SELECT';
  readonly customId: string;
  readonly placeholder?: string | null;
  /** How many must be chosen; 1 unless said. */
  readonly minValues?: number | null;
  /** How many can be chosen; 1 unless said. */
  readonly maxValues?: number | null;
  /** Of a STRING_SELECT only. */
  readonly options?: readonly MenuOptionShape[] | null;
  readonly disabled?: boolean | null;
}

export interface MenuOptionShape {
  readonly label: string;
  readonly value: string;
  readonly description?: string | null;
  readonly emoji?: string | null;
  readonly isDefault?: boolean | null;
}

/** A form that a bot opens. */
export interface ModalShape {
  readonly customId: string;
  readonly title: string;
  readonly inputs: readonly TextInputShape[];
}

export interface TextInputShape {
  readonly customId: string;
  readonly label: string;
  readonly description?: string | null;
  readonly style: 'SHORT' | 'PARAGRAPH';
  readonly required?: boolean | null;
  readonly minLength?: number | null;
  readonly maxLength?: number | null;
  readonly placeholder?: string | null;
  /** What stands in it already. */
  readonly value?: string | null;
}
