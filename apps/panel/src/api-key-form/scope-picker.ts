import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { type ControlValueAccessor, NG_VALUE_ACCESSOR } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';

import type { Permission } from '../graphql.generated';
import { Access } from '../viewer/access';
import { permissionWords } from '../viewer/permissions';
import { scopeGroups } from './scopes';

/** Permissions to tick, of those that the viewer has: a key cannot do more than its owner. */
@Component({
  selector: 'cube-scope-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatCheckbox],
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: ScopePicker, multi: true }],
  template: `@for (group of groups(); track group.title) {
    <fieldset>
      <legend>
        {{ group.title }}
        <button mat-button type="button" (click)="toggleAll(group.permissions)">
          {{ hasAll(group.permissions) ? 'None' : 'All' }}
        </button>
      </legend>
      <div class="grid">
        @for (permission of group.permissions; track permission) {
          <mat-checkbox
            [attr.data-testid]="'scope-' + permission"
            [checked]="chosen().includes(permission)"
            [disabled]="disabled()"
            (change)="toggle(permission)"
          >
            {{ wordOf(permission) }} <code>{{ permission }}</code>
          </mat-checkbox>
        }
      </div>
    </fieldset>
  }`,
  styles: `
    fieldset {
      margin: 0 0 8px;
      padding: 0;
      border: 0;
    }
    legend {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 0;
      font: var(--mat-sys-title-small);
    }
    .grid {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
    }
    code {
      display: block;
      color: var(--cube-quiet);
      font-size: 11px;
    }
  `,
})
export class ScopePicker implements ControlValueAccessor {
  private readonly access = inject(Access);
  private changed: (scopes: readonly Permission[]) => void = () => undefined;
  private touched: () => void = () => undefined;

  /** The only ones to choose of; all that the viewer has without it. */
  readonly among = input<readonly Permission[]>();

  protected readonly chosen = signal<readonly Permission[]>([]);
  protected readonly disabled = signal(false);
  protected readonly groups = computed(() =>
    scopeGroups
      .map(({ title, permissions }) => ({
        title,
        permissions: permissions.filter((permission) => this.offers(permission)),
      }))
      .filter(({ permissions }) => permissions.length > 0),
  );

  writeValue(scopes: readonly Permission[] | null): void {
    this.chosen.set(scopes ?? []);
  }

  registerOnChange(changed: (scopes: readonly Permission[]) => void): void {
    this.changed = changed;
  }

  registerOnTouched(touched: () => void): void {
    this.touched = touched;
  }

  setDisabledState(isDisabled: boolean): void {
    this.disabled.set(isDisabled);
  }

  private offers(permission: Permission): boolean {
    return this.among()?.includes(permission) ?? this.access.holds(permission);
  }

  protected wordOf(permission: Permission): string {
    const words = permissionWords[permission];
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  }

  protected hasAll(permissions: readonly Permission[]): boolean {
    return permissions.every((permission) => this.chosen().includes(permission));
  }

  protected toggle(permission: Permission): void {
    const now = this.chosen();
    this.choose(now.includes(permission) ? now.filter((each) => each !== permission) : [...now, permission]);
  }

  protected toggleAll(permissions: readonly Permission[]): void {
    const others = this.chosen().filter((each) => !permissions.includes(each));
    this.choose(this.hasAll(permissions) ? others : [...others, ...permissions]);
  }

  private choose(scopes: readonly Permission[]): void {
    this.chosen.set(scopes);
    this.changed(scopes);
    this.touched();
  }
}
