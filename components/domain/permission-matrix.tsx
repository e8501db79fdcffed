import { Ban, Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** `allow` · `deny` by a deny binding, which wins · `none`. `via` names the binding that decided. */
export type PermissionCell = { state: 'allow' | 'deny' | 'none'; via?: string };

export type PermissionMatrixProps = {
  label: string;
  columns: readonly { id: string; label: string }[];
  rows: readonly { id: string; header: ReactNode; cells: Readonly<Record<string, PermissionCell | undefined>> }[];
};

const marks = {
  allow: { icon: Check, look: 'text-ok', word: 'allowed' },
  deny: { icon: Ban, look: 'text-danger', word: 'denied' },
  none: { icon: Minus, look: 'text-control', word: 'no' },
} as const;

/** Who may do what: one row per person or role, one column per permission. */
export function PermissionMatrix({ label, columns, rows }: PermissionMatrixProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="scroll-shade ring-inset-focus relative overflow-x-auto rounded border border-line"
    >
      <table aria-label={label} className="w-full text-13">
        <thead>
          <tr>
            <th scope="col" className="sticky left-0 bg-surface px-3">
              <span className="sr-only">Who</span>
            </th>
            {columns.map((column) => (
              <th key={column.id} scope="col" className="h-9 px-3 text-12 font-medium whitespace-nowrap text-faint">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-t border-line">
              <th scope="row" className="sticky left-0 h-9 bg-surface px-3 text-left font-normal whitespace-nowrap">
                {row.header}
              </th>
              {columns.map((column) => (
                <MatrixCell key={column.id} cell={row.cells[column.id] ?? { state: 'none' }} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MatrixCell({ cell }: { cell: PermissionCell }) {
  const { icon: Icon, look, word } = marks[cell.state];
  const words = cell.via ? `${word}, through ${cell.via}` : word;
  return (
    <td title={words} className="px-3 text-center">
      <Icon aria-hidden className={cn('inline size-4', look)} />
      <span className="sr-only">{words}</span>
    </td>
  );
}
