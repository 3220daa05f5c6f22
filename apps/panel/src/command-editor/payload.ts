import type { Draft } from './draft';
import { waysOf } from './option-words';

/** What is sent of a draft: without what its kind of command cannot have. */
export function payloadOf(draft: Draft): Omit<Draft, 'enabled'> {
  const { type, name, description, shape, steps, handler, suggestions, audience, throttles } = draft;
  const isSlash = type === 'CHAT_INPUT';
  const { options, descriptionLocalizations, ...shown } = shape;
  const completed = waysOf(options ?? [])
    .flatMap((way) => way.options)
    .filter((option) => option.autocomplete)
    .map((option) => option.name);
  return {
    type,
    name: name.trim(),
    description: isSlash || type === 'PREFIX' ? description.trim() : '',
    shape: {
      ...(type !== 'PREFIX' && shown),
      ...(isSlash && { options: options ?? [], descriptionLocalizations }),
    },
    steps: handler === null ? steps : [],
    handler,
    suggestions: isSlash
      ? Object.fromEntries(Object.entries(suggestions).filter(([option]) => completed.includes(option)))
      : {},
    audience,
    throttles,
  };
}
