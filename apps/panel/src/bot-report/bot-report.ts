import { watched } from '../live/watched';
import { BotReportDocument, BotReportLiveDocument } from './bot-report.generated';

/** What a bot needs, has and lacks, kept live. Call it where injection works. */
export const botReport = (id: () => string | undefined) =>
  watched({
    query: BotReportDocument,
    variables: () => {
      const known = id();
      return known === undefined ? undefined : { id: known };
    },
    live: {
      subscription: BotReportLiveDocument,
      variables: (after) => ({ id: id() ?? '', after }),
      gap: ({ missingChanged }) => missingChanged.gap !== null,
    },
  });
