import { Injectable } from '@nestjs/common';

import type { AppError } from './errors';
import type { Target } from './viewer';

/** Kinds of things that arguments of the API name by an id, and that belong to bots. */
export type SubjectKind = 'bot' | 'guild' | 'command' | BotInGuild;
/** One bot in one guild; its id is that of the bot, a slash, that of the guild. */
type BotInGuild = 'botInGuild';

/** How the guard finds out whose a thing is. The room that owns the thing provides it. */
export interface SubjectSource {
  /** Null when there is no such thing. */
  targetOf(id: string): Promise<Target | null>;
  /** What somebody is told who asks for a thing that does not exist, or not for them. */
  missing(): AppError;
}

/** Where each kind of thing belongs. */
@Injectable()
export class Subjects {
  private readonly sources = new Map<SubjectKind, SubjectSource>();

  add(kind: SubjectKind, source: SubjectSource): void {
    this.sources.set(kind, source);
  }

  of(kind: SubjectKind): SubjectSource {
    const source = this.sources.get(kind);
    if (!source) throw new Error(`Nobody says whose a ${kind} is.`);
    return source;
  }
}
