/** Calls the control API of the simulator that served this page. Throws an Error with the simulator's own sentence. */
export async function call(method, path, body) {
  const response = await fetch(`/control${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? `The simulator answered ${response.status}.`);
  return answer;
}

/** Builds an element: `h('a', { href: '/', class: 'x', onclick: f, 'data-y': 1 }, 'text', child)`. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Draws a part of the page anew. What had the focus has it again, if it is still there under its id. */
export function redraw(parent, children) {
  const { id } = document.activeElement ?? {};
  parent.replaceChildren(...children);
  if (id) document.getElementById(id)?.focus();
}

/** A round badge with initials, in one of six colours that the id decides. */
export function avatar(id, name, size = '') {
  const colour = Number(BigInt(id) % 6n);
  const initials = name
    .split(/[\s-]+/)
    .map((word) => [...word][0] ?? '')
    .join('')
    .slice(0, 2);
  return h(
    'span',
    { class: `avatar colour-${colour} ${size}`, 'aria-hidden': 'true' },
    initials.toUpperCase(),
  );
}

/** Whether a bot is connected: never by colour alone. */
export const presence = (isOnline) =>
  h('span', { class: isOnline ? 'presence online' : 'presence' }, isOnline ? '● online' : '○ offline');
