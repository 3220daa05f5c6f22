import { Invalid } from '@cube/platform/errors';
import type { CommandExecutedData, EventLevel, LoggedEvent } from '@cube/realtime/event-log/events';
import { timeOf } from '@cube/realtime/event-log/events';
import { ArgsType, Field, GraphQLISODateTime, ID, InputType, Int } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  IsDate,
  IsEnum,
  IsLowercase,
  IsOptional,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

import { CommandOutcome, LogKind, LogLevel } from './log-entry';
import { type MarkName, markOf, wordsIn, wordsOf } from './log-words';

/** Values of one list of a filter, and characters of a value. */
const mostValues = 20;
const longestValue = 100;
const mostWords = 12;

/** Every condition must hold; of the values of a list, one. */
@InputType()
export class LogFilter {
  @Field(() => ID, { nullable: true })
  @IsOptional()
  @IsUUID(undefined, { message: 'This is no id of a bot.' })
  @IsLowercase({ message: 'This is no id of a bot.' })
  botId?: string;

  @Field(() => [LogKind], {
    nullable: true,
    description:
      'Left out, all that you may read but AUDIT_RECORDED and REQUEST_SERVED. AUDIT_RECORDED takes MANAGE_PEOPLE, REQUEST_SERVED and SIGN_IN_FAILED take VIEW_CONNECTIONS, and SESSION_CHANGED takes VIEW_PEOPLE.',
  })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @IsEnum(LogKind, { each: true })
  kinds?: LogKind[];

  @Field(() => [LogLevel], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @IsEnum(LogLevel, { each: true })
  levels?: EventLevel[];

  @Field(() => String, {
    nullable: true,
    description:
      'Words that an entry must hold, all of them: of its sentence, its names and its error. An asterisk ends the beginning of a word. An id of Discord, or of ours, finds what it concerns.',
  })
  @IsOptional()
  @MaxLength(200, { message: 'Search for at most 200 characters.' })
  text?: string;

  @Field(() => [ID], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @MaxLength(longestValue, { each: true })
  guildIds?: string[];

  @Field(() => [String], { nullable: true, description: 'As an execution names its command.' })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @MaxLength(longestValue, { each: true })
  commands?: string[];

  @Field(() => [CommandOutcome], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @IsEnum(CommandOutcome, { each: true })
  outcomes?: CommandExecutedData['outcome'][];

  @Field(() => [ID], {
    nullable: true,
    description: 'Who did it: users of Discord, and accounts in entries of the audit and of requests.',
  })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @MaxLength(longestValue, { each: true })
  userIds?: string[];

  @Field(() => [String], { nullable: true, description: 'Of entries of the audit: such as member.add.' })
  @IsOptional()
  @ArrayMaxSize(mostValues)
  @MaxLength(longestValue, { each: true })
  deeds?: string[];

  @Field(() => ID, { nullable: true, description: 'What an entry of the audit, or an error, is about.' })
  @IsOptional()
  @MaxLength(longestValue)
  subjectId?: string;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @IsOptional()
  @IsDate({ message: 'This is no date.' })
  from?: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Before this moment.' })
  @IsOptional()
  @IsDate({ message: 'This is no date.' })
  to?: Date;
}

@ArgsType()
export class BarsArgs {
  @Field(() => Int, { nullable: true, description: 'How many bars, 1 to 200; 48 if left out.' })
  @IsOptional()
  @Min(1)
  @Max(200)
  bars?: number;
}

/** One of these words or marks must be there. */
type Clause = readonly { readonly word: string; readonly isBeginning?: boolean }[];

/** All clauses of a filter that its words and marks decide. */
export class Sought {
  constructor(readonly clauses: readonly Clause[]) {}

  static by(filter: LogFilter): Sought {
    const { levels, guildIds, commands, outcomes, userIds, deeds, subjectId, text } = filter;
    const lists: readonly (readonly [MarkName, readonly string[] | undefined])[] = [
      ['level', levels],
      ['guild', guildIds],
      ['command', commands],
      ['outcome', outcomes],
      ['user', userIds],
      ['deed', deeds],
      ['subject', subjectId ? [subjectId] : undefined],
    ];
    return new Sought([
      ...lists.flatMap(([name, values]) => (values ? [anyOf(name, values)] : [])),
      ...clausesOf(text ?? ''),
    ]);
  }

  and(name: MarkName, values: readonly string[]): Sought {
    return new Sought([...this.clauses, anyOf(name, values)]);
  }

  /** For PostgreSQL's `@@`; null when everything is sought. */
  get tsquery(): string | null {
    if (this.clauses.length === 0) return null;
    return this.clauses
      .map(
        (clause) =>
          `(${clause.map(({ word, isBeginning }) => quoted(word) + (isBeginning ? ':*' : '')).join(' | ')})`,
      )
      .join(' & ');
  }

  isIn(event: LoggedEvent): boolean {
    if (this.clauses.length === 0) return true;
    const words = wordsOf(event);
    return this.clauses.every((clause) =>
      clause.some(({ word, isBeginning }) =>
        isBeginning ? [...words].some((each) => each.startsWith(word)) : words.has(word),
      ),
    );
  }
}

/** True of an event that lies within the time of a filter and has what it seeks. */
export function matcherOf(filter: LogFilter): (event: LoggedEvent) => boolean {
  const sought = Sought.by(filter);
  return (event) => {
    const at = timeOf(event.id);
    if (filter.from && at < filter.from) return false;
    if (filter.to && at >= filter.to) return false;
    return sought.isIn(event);
  };
}

const anyOf = (name: MarkName, values: readonly string[]): Clause => {
  if (values.length === 0)
    throw new Invalid('A list of the filter is empty: leave it out to have everything.');
  return values.map((value) => ({ word: markOf(name, value) }));
};

const quoted = (word: string): string => `'${word.replaceAll(/['\\]/g, '$&$&')}'`;

const ofOurs = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ofDiscord = /^\d{15,20}$/;

function clausesOf(text: string): readonly Clause[] {
  const clauses = text.split(/\s+/).flatMap((piece): Clause[] => {
    if (ofOurs.test(piece)) return [marked(['bot', 'subject', 'user'], piece.toLowerCase())];
    if (ofDiscord.test(piece)) return [[{ word: piece }, ...marked(['user', 'guild', 'subject'], piece)]];
    const words = wordsIn(piece);
    return words.map((word, index) => [
      {
        // Of a longer word the index has the beginning.
        word: word.slice(0, longestValue),
        isBeginning: word.length > longestValue || (piece.endsWith('*') && index === words.length - 1),
      },
    ]);
  });
  if (clauses.length > mostWords) throw new Invalid(`Search for at most ${mostWords} words.`);
  return clauses;
}

const marked = (names: readonly MarkName[], value: string): Clause =>
  names.map((name) => ({ word: markOf(name, value) }));
