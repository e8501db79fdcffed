'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { MouseEvent, ReactNode } from 'react';
import { Checkbox } from '../checkbox';
import { cn } from '../cn';
import { hideClass } from './table-head';
import type { Column, Density } from './table.types';

type RowProps<T> = {
  row: T;
  columns: readonly Column<T>[];
  density: Density;
  href?: string;
  onOpen?: () => void;
  open: boolean;
  select?: { checked: boolean; onChange: (checked: boolean) => void };
  actions?: ReactNode;
};

const operable = 'a, button, input, select, textarea, label, [role="checkbox"], [role="menuitem"]';

/** A click that meant the row, and not something inside it or a piece of text that was being marked. */
function meansRow(event: MouseEvent<HTMLElement>): boolean {
  const inside = event.target instanceof Element && event.target.closest(operable) !== null;
  return !inside && !window.getSelection()?.toString();
}

/** One row. The primary cell is the real link or button; a click anywhere else in the row does the same. */
export function TableRow<T>({ row, columns, density, href, onOpen, open, select, actions }: RowProps<T>) {
  const router = useRouter();
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!meansRow(event)) return;
    if (href && (event.metaKey || event.ctrlKey || event.button === 1)) window.open(href, '_blank', 'noopener');
    else if (event.button !== 0) return;
    else if (href) router.push(href);
    else onOpen?.();
  };
  const height = density === 'dense' ? 'h-7' : 'h-9';
  const leads = href !== undefined || onOpen !== undefined;
  return (
    <tr
      onClick={leads ? onClick : undefined}
      onAuxClick={href ? onClick : undefined}
      aria-selected={select ? select.checked : undefined}
      className={cn(
        'group/row',
        leads && 'cursor-pointer hover:bg-hover',
        (open || select?.checked) && 'bg-selected hover:bg-selected',
      )}
    >
      {select && (
        <td className={cn(height, 'w-9 pr-0 pl-3')}>
          <Checkbox checked={select.checked} onCheckedChange={select.onChange} label="Select row" />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          className={cn(
            height,
            'max-w-88 truncate px-3 py-1 whitespace-nowrap',
            column.align === 'right' && 'num text-right',
            column.hideBelow && hideClass[column.hideBelow],
          )}
        >
          {column.primary && leads ? (
            <PrimaryCell href={href} onOpen={onOpen} open={open}>
              {column.cell(row)}
            </PrimaryCell>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
      {actions !== undefined && <td className={cn(height, 'w-10 py-0 pr-2 pl-0 text-right')}>{actions}</td>}
    </tr>
  );
}

function PrimaryCell({
  href,
  onOpen,
  open,
  children,
}: {
  href?: string;
  onOpen?: () => void;
  open: boolean;
  children: ReactNode;
}) {
  const look =
    'ring-inset-focus max-w-full truncate rounded-sm font-medium text-ink group-hover/row:underline decoration-strong underline-offset-3';
  if (href) {
    return (
      <Link href={href} prefetch={false} className={look}>
        {children}
      </Link>
    );
  }
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-expanded={open}
      aria-haspopup="dialog"
      className={cn(look, 'text-left')}
    >
      {children}
    </button>
  );
}
