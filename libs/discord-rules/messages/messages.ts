import { countProblems, lengthProblems, problem, type RuleProblem } from '../text';
import { rowsProblems } from './components';
import { contentLength } from './content';
import { embedsProblems } from './embeds';
import type { MessageShape } from './message-shape';

const mostFiles = 10;

/** Everything that Discord would refuse in one message; empty when it takes it. Source: its documentation, "Message", Create Message. */
export function messageProblems(message: MessageShape): readonly RuleProblem[] {
  const { content, embeds, rows, files } = message;
  return [
    ...emptinessProblems(message),
    ...lengthProblems(content, 'content', contentLength.max),
    ...embedsProblems(embeds ?? []),
    ...rowsProblems(rows ?? []),
    ...countProblems(files ?? [], 'files', mostFiles, 'files'),
  ];
}

function emptinessProblems({ content, embeds, rows, files }: MessageShape): readonly RuleProblem[] {
  const hasContent = content !== null && content !== undefined && content.trim() !== '';
  const hasMore = [embeds, rows, files].some((list) => list && list.length > 0);
  return hasContent || hasMore
    ? []
    : problem(
        'content',
        'Write something, or add an embed, a button or a file: Discord takes no empty message.',
      );
}
