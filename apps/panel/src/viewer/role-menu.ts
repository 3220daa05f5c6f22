import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';

import type { Permission } from '../graphql.generated';
import { Icon } from '../ui/icon';
import type { Target } from './access';
import { Needs } from './needs';

/** What somebody is, and what else they could be: each role with what it means. */
@Component({
  selector: 'cube-role-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, MatMenuModule, Needs],
  template: `<button
      mat-stroked-button
      type="button"
      data-testid="role"
      [attr.aria-label]="label() + ': ' + current()"
      [matMenuTriggerFor]="menu"
      [cubeNeeds]="needs()"
      [of]="of()"
      [whyNot]="whyNot()"
    >
      {{ current() }} <cube-icon name="down" iconPositionEnd />
    </button>
    <mat-menu #menu="matMenu" class="cube-roles">
      @for (role of roles(); track role) {
        <button
          mat-menu-item
          role="menuitemradio"
          [attr.aria-checked]="role === value()"
          [attr.data-testid]="'role-' + role"
          (click)="choose(role)"
        >
          <span class="role-word">{{ words()[role]?.word }}</span>
          <span class="role-means">{{ words()[role]?.means }}</span>
        </button>
      }
    </mat-menu>`,
})
export class RoleMenu<Role extends string> {
  readonly roles = input.required<readonly Role[]>();
  readonly words = input.required<Readonly<Partial<Record<Role, { word: string; means: string }>>>>();
  readonly value = input.required<Role>();
  /** Whose role of what: "What grace is for Cube Demo". */
  readonly label = input.required<string>();
  readonly needs = input.required<Permission>();
  readonly of = input<Target>({});
  readonly whyNot = input('');
  readonly chosen = output<Role>();

  protected readonly current = computed(() => this.words()[this.value()]?.word ?? this.value());

  protected choose(role: Role): void {
    if (role !== this.value()) this.chosen.emit(role);
  }
}
