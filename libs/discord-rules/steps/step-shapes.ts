/**
 * What a custom command does, as data: what the panel edits and the server checks again before it keeps it. Texts are Liquid
 * templates unless told otherwise.
 */

export interface EmbedData {
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  /** RGB as a number. */
  readonly color?: number;
  readonly author?: { readonly name: string; readonly url?: string; readonly iconUrl?: string };
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[];
  readonly image?: string;
  readonly thumbnail?: string;
  readonly footer?: { readonly text: string; readonly iconUrl?: string };
}

export interface ButtonData {
  readonly button: 'primary' | 'secondary' | 'success' | 'danger' | 'link';
  readonly label: string;
  readonly emoji?: string;
  /** Of a link. */
  readonly url?: string;
  readonly disabled?: boolean;
  /** What happens when somebody presses it. */
  readonly steps?: readonly Step[];
}

export interface SelectOptionData {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly emoji?: string;
}

export interface SelectData {
  readonly select: 'text' | 'user' | 'role' | 'mentionable' | 'channel';
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  /** Of a select of texts. */
  readonly options?: readonly SelectOptionData[];
  /** What happens when somebody has chosen. */
  readonly steps?: readonly Step[];
}

export type ComponentData = ButtonData | SelectData;

export interface FileData {
  readonly name: string;
  /** The text of the file. */
  readonly content?: string;
  /** Where the file is fetched instead. */
  readonly url?: string;
}

export interface MessageData {
  readonly content?: string;
  readonly embeds?: readonly EmbedData[];
  /** Rows of buttons and selects. */
  readonly components?: readonly (readonly ComponentData[])[];
  readonly files?: readonly FileData[];
}

export interface ModalFieldData {
  /** `fields.<id>` is what they wrote. */
  readonly id: string;
  readonly label: string;
  readonly long?: boolean;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly placeholder?: string;
  readonly value?: string;
}

export type Comparison = 'is' | 'isNot' | 'contains' | 'startsWith' | 'greaterThan' | 'lessThan' | 'isEmpty';

/** Every kind of step with its data. */
export interface StepsByKind {
  readonly reply: MessageData & { readonly kind: 'reply'; readonly private?: boolean };
  readonly send: MessageData & { readonly kind: 'send'; readonly channel: string };
  readonly defer: { readonly kind: 'defer'; readonly private?: boolean };
  readonly modal: {
    readonly kind: 'modal';
    readonly title: string;
    readonly fields: readonly ModalFieldData[];
    readonly steps: readonly Step[];
  };
  readonly giveRole: { readonly kind: 'giveRole'; readonly role: string; readonly user?: string };
  readonly takeRole: { readonly kind: 'takeRole'; readonly role: string; readonly user?: string };
  readonly set: {
    readonly kind: 'set';
    readonly variable: string;
    readonly of?: 'bot' | 'guild';
    readonly value?: string;
    readonly add?: string;
  };
  readonly http: {
    readonly kind: 'http';
    readonly url: string;
    readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly as?: string;
  };
  readonly if: {
    readonly kind: 'if';
    readonly value: string;
    readonly test: Comparison;
    readonly with?: string;
    readonly then: readonly Step[];
    readonly else?: readonly Step[];
  };
  readonly run: {
    readonly kind: 'run';
    readonly command: string;
    readonly options?: Readonly<Record<string, string>>;
  };
  readonly wait: { readonly kind: 'wait'; readonly seconds: number };
}

export type StepName = keyof StepsByKind;
export type Step = StepsByKind[StepName];
export type StepOf<Name extends StepName> = StepsByKind[Name];
