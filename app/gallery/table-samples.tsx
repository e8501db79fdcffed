'use client';
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Menu } from '@/components/ui/menu';
import { Section } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { toast } from '@/components/ui/toast';
import { useListState } from '@/components/ui/use-list-state';
import { AllocationState } from '@/components/domain/allocation-state';
import { Money } from '@/components/domain/money';
import { Person } from '@/components/domain/person';
import { Duration } from '@/components/domain/time';
import { sampleRows, type SampleRow } from './sample-rows';

const pageSize = 12;
const defaults = { filters: { q: '', state: 'all' }, sort: '-cost' };
const states = [
  { value: 'all', label: 'All states' },
  { value: 'active', label: 'Active' },
  { value: 'failed', label: 'Failed' },
];

const columns: readonly Column<SampleRow>[] = [
  { id: 'name', header: 'Name', primary: true, sortable: true, cell: (row) => row.name },
  { id: 'state', header: 'State', cell: (row) => <AllocationState state={row.state} /> },
  { id: 'owner', header: 'Owner', hideBelow: 'md', cell: (row) => <Person inline name={row.owner} /> },
  { id: 'shape', header: 'Shape', hideBelow: 'lg', cell: (row) => <span className="text-muted">{row.shape}</span> },
  {
    id: 'id',
    header: 'Id',
    initiallyHidden: true,
    cell: (row) => <span className="font-mono text-12 text-faint">{row.id}</span>,
  },
  {
    id: 'age',
    header: 'Running',
    align: 'right',
    sortable: true,
    hideBelow: 'sm',
    cell: (row) => <Duration durationMs={row.ageMs} />,
  },
  { id: 'cost', header: 'Cost so far', align: 'right', sortable: true, cell: (row) => <Money value={row.cost} /> },
];

/** The list of a page in each of its states. */
export function TableSamples() {
  const [mode, setMode] = useState('rows');
  return (
    <Section
      id="tables"
      title="Table"
      description="Filter, order and page live in the address."
      actions={
        <Segmented
          label="State of the table"
          value={mode}
          onValueChange={setMode}
          options={['rows', 'loading', 'empty', 'error'].map((value) => ({ value, label: value }))}
        />
      }
    >
      <SampleTable mode={mode} />
    </Section>
  );
}

function SampleTable({ mode }: { mode: string }) {
  const list = useListState(defaults);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const page = answer(list);
  return (
    <div>
      <FilterBar
        search={{ value: list.filters.q, onValueChange: (q) => list.setFilters({ q }), label: 'Find by name' }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      >
        <Select
          label="State"
          className="w-36"
          value={list.filters.state}
          onValueChange={(state) => list.setFilters({ state })}
          options={states}
        />
      </FilterBar>
      <DataTable
        label="Sample workloads"
        columns={columns}
        rows={mode === 'loading' || mode === 'error' ? undefined : mode === 'empty' ? [] : page.items}
        rowId={(row) => row.id}
        rowHref={(row) => `/gallery?q=${row.name}#tables`}
        sort={list.sort}
        onSortChange={list.setSort}
        filtered={mode !== 'empty' && list.filtered}
        onClearFilters={list.clearFilters}
        settingsKey="gallery"
        selection={{ selected, onChange: setSelected }}
        selectionActions={
          <Button size="sm" variant="danger-quiet" onClick={() => toast.info('Nothing was released')}>
            Release
          </Button>
        }
        rowActions={(row) => (
          <Menu
            label={`Acts on ${row.name}`}
            trigger={
              <IconButton label={`Acts on ${row.name}`} size="sm" tooltip={false}>
                <MoreHorizontal aria-hidden />
              </IconButton>
            }
            items={[{ label: 'Release', danger: true, onSelect: () => toast.info('Nothing was released') }]}
          />
        )}
        failure={
          mode === 'error'
            ? {
                message: 'The database did not answer in time.',
                correlationId: 'c-01kazt9q2esample',
                onRetry: () => undefined,
              }
            : null
        }
        empty={
          <EmptyState compact title="Nothing runs here yet" action={<Button>Launch a workspace</Button>}>
            A workspace shows up here as soon as it is asked for.
          </EmptyState>
        }
        paging={{
          page: list.page,
          pageSize,
          total: page.total,
          hasNext: page.next !== undefined,
          hasPrevious: list.hasPrevious,
          onNext: () => page.next && list.next(page.next),
          onPrevious: list.previous,
        }}
      />
    </div>
  );
}

/** What a server would answer: filtered, ordered, one page, and the cursor of the next. */
function answer(list: ReturnType<typeof useListState<{ q: string; state: string }>>) {
  const { filters, sort, cursor } = list;
  const matching = sampleRows
    .filter((row) => row.name.includes(filters.q) && (filters.state === 'all' || row.state === filters.state))
    .sort((a, b) => {
      const order =
        sort.column === 'name'
          ? a.name.localeCompare(b.name)
          : sort.column === 'age'
            ? a.ageMs - b.ageMs
            : Number(a.cost.micros - b.cost.micros);
      return sort.direction === 'asc' ? order : -order;
    });
  const start = Number(cursor ?? 0);
  const end = start + pageSize;
  return {
    items: matching.slice(start, end),
    total: matching.length,
    next: end < matching.length ? String(end) : undefined,
  };
}
