import { NgComponentOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { stepLimits } from '@cube/discord-rules/steps/step-problems';
import type { Step, StepName } from '@cube/discord-rules/steps/step-shapes';

import { EditedList, type Row } from '../command-editor/edited-list';
import { ProblemLine } from '../command-editor/fields/problem-line';
import { ItemCard } from '../command-editor/item-card';
import { Icon } from '../ui/icon';
import { kindList, kindOf, newStep, sayingOf } from './step-kinds';

/** What a command, a button or a branch does: its steps, one after the other. */
@Component({
  selector: 'cube-step-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, ItemCard, MatButton, MatMenuModule, NgComponentOutlet, ProblemLine],
  template: `@for (row of list.rows(); track row.key) {
      <cube-item-card
        noun="step"
        [heading]="row.index + 1 + '. ' + kind(row.item.kind).word"
        [summary]="saying(row.item)"
        [path]="path() + '.' + row.index"
        [index]="row.index"
        [count]="list.rows().length"
        (moved)="list.move(row.index, $event)"
        (removed)="list.remove(row.index)"
      >
        <ng-container *ngComponentOutlet="kind(row.item.kind).form; inputs: inputsOf(row)" />
      </cube-item-card>
    } @empty {
      <p class="quiet">{{ whenEmpty() }}</p>
    }
    <cube-problem-line [path]="path()" />
    @if (list.rows().length < most) {
      <button
        mat-stroked-button
        type="button"
        [matMenuTriggerFor]="menu"
        [attr.data-testid]="'add ' + path()"
      >
        <cube-icon name="add" /> Add a step
      </button>
    }
    <mat-menu #menu="matMenu" class="cube-roles">
      @for (one of kinds; track one.name) {
        <button mat-menu-item type="button" [attr.data-kind]="one.name" (click)="add(one.name)">
          <span class="role-word">{{ one.word }}</span>
          <span class="role-means">{{ one.means }}</span>
        </button>
      }
    </mat-menu>`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    p {
      margin: 0;
    }
    button {
      align-self: flex-start;
    }
  `,
})
export class StepList {
  readonly steps = input.required<readonly Step[]>();
  readonly path = input.required<string>();
  readonly whenEmpty = input('Nothing happens yet.');
  readonly changed = output<readonly Step[]>();

  protected readonly most = stepLimits.list;
  protected readonly kinds = kindList;
  protected readonly kind = kindOf;
  protected readonly saying = sayingOf;
  protected readonly list = new EditedList<Step>(
    () => this.steps(),
    (steps) => this.changed.emit(steps),
  );

  protected add(name: StepName): void {
    this.list.add(newStep(name));
  }

  protected inputsOf({ item, index }: Row<Step>) {
    return {
      step: item,
      path: `${this.path()}.${index}`,
      change: (step: Step) => this.list.replace(index, step),
    };
  }
}
