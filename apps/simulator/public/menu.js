import { h } from '/api.js';

/**
 * A menu below the button that was pressed: `items` are `{ label, hint, act }`, and `nothing` is said when there are
 * none. As a popover it closes by Escape and by a press elsewhere, and gives the focus back.
 */
export function openMenu(opener, items, nothing) {
  const buttons = items.map(({ label, hint, act }) =>
    h(
      'button',
      {
        role: 'menuitem',
        'data-testid': 'menu-option',
        'data-name': label,
        onclick: () => {
          menu.hidePopover();
          act();
        },
      },
      label,
      h('span', { class: 'quiet' }, hint),
    ),
  );
  const menu = h(
    'div',
    { popover: 'auto', class: 'menu', role: 'menu', 'aria-label': 'Apps', tabindex: '-1' },
    ...buttons,
  );
  if (items.length === 0) menu.append(h('p', { class: 'quiet empty' }, nothing));
  menu.addEventListener('toggle', ({ newState }) => newState === 'closed' && menu.remove());
  menu.addEventListener('keydown', (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Tab') menu.hidePopover();
    else if (move) buttons.at((buttons.indexOf(document.activeElement) + move) % buttons.length)?.focus();
    else return;
    event.preventDefault();
  });
  document.body.append(menu);
  menu.showPopover();
  const box = opener.getBoundingClientRect();
  menu.style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(box.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
  (buttons[0] ?? menu).focus();
}
