'use client';
import { cn } from '../cn';
import { Skeleton } from '../skeleton';
import { hideClass } from './table-head';
import { TableRow } from './table-row';
import type { Column, DataTableProps, Density } from './table.types';

const skeletonRowCount = 8;
const skeletonWidths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-4/5', 'w-1/3'] as const;

type BodyProps<T> = { table: DataTableProps<T>; columns: readonly Column<T>[]; density: Density };

/** The rows, or rows of grey bars while the first answer is awaited. */
export function TableBody<T>({ table, columns, density }: BodyProps<T>) {
  const { rows, rowId, rowHref, onRowOpen, openRowId, selection, rowActions } = table;
  if (rows === undefined)
    return <SkeletonRows columns={columns} density={density} lead={Boolean(selection)} tail={Boolean(rowActions)} />;
  const toggle = (id: string, checked: boolean) => {
    const next = new Set(selection?.selected);
    if (checked) next.add(id);
    else next.delete(id);
    selection?.onChange(next);
  };
  return (
    <tbody>
      {rows.map((row) => {
        const id = rowId(row);
        return (
          <TableRow
            key={id}
            row={row}
            columns={columns}
            density={density}
            href={rowHref?.(row)}
            onOpen={onRowOpen ? () => onRowOpen(row) : undefined}
            open={openRowId === id}
            select={selection && { checked: selection.selected.has(id), onChange: (checked) => toggle(id, checked) }}
            actions={rowActions?.(row)}
          />
        );
      })}
    </tbody>
  );
}

type SkeletonProps<T> = { columns: readonly Column<T>[]; density: Density; lead: boolean; tail: boolean };

function SkeletonRows<T>({ columns, density, lead, tail }: SkeletonProps<T>) {
  return (
    <tbody>
      {Array.from({ length: skeletonRowCount }, (_, line) => (
        <tr key={line}>
          {lead && <td className="w-9" />}
          {columns.map((column, index) => (
            <td
              key={column.id}
              className={cn(
                density === 'dense' ? 'h-7' : 'h-9',
                'px-3 py-0',
                column.hideBelow && hideClass[column.hideBelow],
              )}
            >
              <Skeleton
                className={cn(
                  skeletonWidths[(line + index) % skeletonWidths.length],
                  'min-w-8',
                  column.align === 'right' && 'ml-auto',
                )}
              />
            </td>
          ))}
          {tail && <td className="w-10" />}
        </tr>
      ))}
    </tbody>
  );
}
