'use client';
import { ChevronLeft, ChevronRight, SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../button';
import { Menu, type MenuItem } from '../menu';
import type { Column, Density, TablePaging } from './table.types';

const whole = new Intl.NumberFormat('en');

/** "51–100 of 1,240", or as much of it as is known. */
export function describeRange(shown: number, paging?: TablePaging): string {
  if (!paging) return `${whole.format(shown)} ${shown === 1 ? 'row' : 'rows'}`;
  const total = paging.total === undefined ? '' : ` of ${whole.format(paging.total)}`;
  if (shown === 0) return `0${total}`;
  if (paging.page === undefined) return `${whole.format(shown)} shown${total}`;
  const first = paging.page * paging.pageSize + 1;
  return `${whole.format(first)}–${whole.format(first + shown - 1)}${total}`;
}

type FooterProps = { shown: number; paging?: TablePaging; settings: ReactNode; selected: number; actions?: ReactNode };

/** Count, acts on the selection, table settings and paging: one quiet line under the rows. */
export function TableFooter({ shown, paging, settings, selected, actions }: FooterProps) {
  return (
    <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line px-3 py-1">
      <div className="flex flex-wrap items-center gap-2">
        <p className="num text-12 text-faint" aria-live="polite">
          {selected > 0 ? `${whole.format(selected)} selected` : describeRange(shown, paging)}
        </p>
        {selected > 0 && actions}
      </div>
      <div className="flex items-center gap-0.5">
        {settings}
        {paging && (paging.hasPrevious || paging.hasNext) && (
          <>
            <IconButton
              size="sm"
              label={paging.page === undefined ? 'First page' : 'Previous page'}
              disabled={!paging.hasPrevious}
              onClick={paging.onPrevious}
            >
              <ChevronLeft aria-hidden />
            </IconButton>
            <IconButton size="sm" label="Next page" disabled={!paging.hasNext} onClick={paging.onNext}>
              <ChevronRight aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </div>
  );
}

type SettingsProps<T> = {
  columns: readonly Column<T>[];
  hidden: ReadonlySet<string>;
  onToggle?: (id: string, shown: boolean) => void;
  density: Density;
  onDensity: (density: Density) => void;
};

/** Density, and which columns are shown. */
export function TableSettings<T>({ columns, hidden, onToggle, density, onDensity }: SettingsProps<T>) {
  const items: MenuItem[] = [
    {
      kind: 'choice',
      label: 'Rows',
      value: density,
      onValueChange: (value) => onDensity(value === 'dense' ? 'dense' : 'regular'),
      options: [
        { value: 'regular', label: 'Regular' },
        { value: 'dense', label: 'Dense' },
      ],
    },
  ];
  if (onToggle) {
    items.push({ kind: 'separator' }, { kind: 'heading', label: 'Columns' });
    for (const column of columns.filter((one) => !one.primary)) {
      items.push({
        kind: 'check',
        label: column.header,
        checked: !hidden.has(column.id),
        onCheckedChange: (shown) => onToggle(column.id, shown),
      });
    }
  }
  return (
    <Menu
      label="Table settings"
      items={items}
      trigger={
        <IconButton size="sm" label="Table settings" tooltip={false}>
          <SlidersHorizontal aria-hidden />
        </IconButton>
      }
    />
  );
}
