/** The small form of a slash command: a name, a description and one answer. The rules are those of every command. */
import { descriptionProblems, nameProblems } from './commands/names';
import { contentProblems } from './messages/content';
import type { RuleProblem } from './text';

export {
  chatInputName,
  nameLength as chatInputNameLength,
  descriptionLength,
  descriptionProblems,
  nameProblems,
} from './commands/names';
export { contentLength as responseLength } from './messages/content';
export { lengthOf, type RuleProblem } from './text';

export interface ChatInputCommand {
  readonly name: string;
  readonly description: string;
  readonly response: string;
}

export const responseProblems = (response: string, field = 'response'): readonly RuleProblem[] =>
  contentProblems(response, field, 'Write what the bot answers.');

export function chatInputProblems(command: ChatInputCommand): readonly RuleProblem[] {
  return [
    ...nameProblems(command.name),
    ...descriptionProblems(command.description),
    ...responseProblems(command.response),
  ];
}
