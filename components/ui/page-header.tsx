import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Breadcrumbs, type Crumb } from './breadcrumbs';
import { cn } from './cn';

export type PageHeaderProps = {
  title: ReactNode;
  /** The explicit way back, named by where it leads. */
  back?: { href: string; label: string };
  crumbs?: readonly Crumb[];
  /** State beside the title. */
  status?: ReactNode;
  /** One sentence: what this page is for. */
  description?: ReactNode;
  /** A line of quiet facts: id, owner, region. */
  meta?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
};

/** The top of every page: where one is, what it is, what one can do. */
export function PageHeader({ title, back, crumbs, status, description, meta, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-col gap-2 pb-5">
      {crumbs && <Breadcrumbs crumbs={crumbs} />}
      {back && (
        <Link
          href={back.href}
          className="inline-flex w-fit items-center gap-1 rounded-sm text-12 text-muted hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-3.5" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-20 font-semibold break-words">{title}</h1>
            {status}
          </div>
          {description && <p className="mt-1 max-w-3xl text-13 text-pretty text-muted">{description}</p>}
          {meta && <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-muted">{meta}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}

/** The body of a page: `reading` is held to 1200 px, `workbench` takes what there is. */
export function Page({ width = 'workbench', children }: { width?: 'reading' | 'workbench'; children: ReactNode }) {
  return (
    <div className={cn('page-gutter w-full py-6', width === 'reading' && 'mx-auto max-w-[1248px]')}>{children}</div>
  );
}

export type SectionProps = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
};

/** A titled part of a page. */
export function Section({ title, description, actions, children, id }: SectionProps) {
  return (
    <section id={id} className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-14 font-semibold">{title}</h2>
          {description && <p className="mt-0.5 text-12 text-faint">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** A bordered box; `flush` lets a table or a list touch its edges. */
export function Panel({ children, flush, className }: { children: ReactNode; flush?: boolean; className?: string }) {
  return (
    <div
      className={cn(
        'min-w-0 rounded border border-line bg-surface',
        !flush && 'p-4',
        flush && 'overflow-hidden',
        className,
      )}
    >
      {children}
    </div>
  );
}
