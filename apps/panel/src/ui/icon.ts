import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** 24 × 24 strokes, drawn here so that no font or network is needed. */
const paths = {
  overview: 'M4 4h7v9H4zM13 4h7v5h-7zM13 12h7v8h-7zM4 16h7v4H4z',
  bots: 'M5 8h14v11H5zM12 8V4M9 4h6M9 13v1M15 13v1M2 12v4M22 12v4',
  servers: 'M4 5h16v6H4zM4 13h16v6H4zM7 8h.01M7 16h.01M11 8h6M11 16h6',
  logs: 'M4 6h2M9 6h11M4 12h2M9 12h11M4 18h2M9 18h11',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  add: 'M12 5v14M5 12h14',
  start: 'M8 5l11 7-11 7z',
  stop: 'M6 6h12v12H6z',
  restart: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4',
  history: 'M5 11a7.500 7.500 0 1 1 2 6M5 6v5h5M12 8v4.500l3 2',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 12.5l4.5 4.5L19 7',
  search: 'M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM16 16l4.5 4.5',
  more: 'M12 5h.01M12 12h.01M12 19h.01',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  sync: 'M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  person: 'M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4 20c1-4 4-5 8-5s7 1 8 5',
  out: 'M14 4h5v16h-5M4 12h10M10 8l4 4-4 4',
  light:
    'M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5',
  dark: 'M20 14a8 8 0 1 1-10-10a6.5 6.5 0 0 0 10 10z',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
  back: 'M14 6l-6 6 6 6',
  forward: 'M10 6l6 6-6 6',
  open: 'M14 4h6v6M20 4l-9 9M18 13v7H4V6h7',
  channel: 'M5 9h15M4 15h15M10 4L8 20M16 4l-2 16',
  voice: 'M4 9h4l5-4v14l-5-4H4zM17 9c1.5 2 1.5 4 0 6',
  folder: 'M5 9l7 6 7-6',
  down: 'M7 10l5 5 5-5',
  up: 'M7 14l5-5 5 5',
  key: 'M8 11a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM11 12l8-8M16 7l3 3M14 9l2 2',
  mail: 'M3 6h18v13H3zM3 7l9 7 9-7',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4-5',
  shield: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4',
  people:
    'M9 5a3.500 3.500 0 1 1 0 7a3.500 3.500 0 0 1 0-7zM2 20c1-4 4-5 7-5s6 1 7 5M16 5a3.500 3.500 0 0 1 0 7M18 15c2 .5 3.500 2 4 5',
  close: 'M6 6l12 12M18 6L6 18',
  live: 'M12 11v2M8 8c-2 2.5-2 5.500 0 8M16 8c2 2.5 2 5.500 0 8M5 5c-4 4-4 10 0 14M19 5c4 4 4 10 0 14',
  command: 'M9 5L5 19M13 17h6',
} as const;

export type IconName = keyof typeof paths;

@Component({
  selector: 'cube-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<svg viewBox="0 0 24 24" aria-hidden="true"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      width: var(--icon-size, 20px);
      height: var(--icon-size, 20px);
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => paths[this.name()]);
}
