'use client';
import { Toaster as Sonner, toast as show } from 'sonner';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import type { ReactNode } from 'react';

const shownMs = 5000;
/** Errors stay longer: someone may want to copy the id. */
const errorShownMs = 12_000;

export type ToastOptions = {
  description?: ReactNode;
  action?: { label: string; onClick: () => void };
  /** For errors: the id to quote. */
  correlationId?: string;
};

type Kind = 'ok' | 'error' | 'info';

const icons = {
  ok: <CircleCheck aria-hidden className="text-ok" />,
  error: <CircleAlert aria-hidden className="text-danger" />,
  info: <Info aria-hidden className="text-info" />,
};

function Toast({
  id,
  kind,
  title,
  options,
}: {
  id: string | number;
  kind: Kind;
  title: string;
  options: ToastOptions;
}) {
  return (
    <div
      role={kind === 'error' ? 'alert' : undefined}
      className="flex w-[min(24rem,calc(100vw-2rem))] items-start gap-2.5 rounded border border-strong bg-raised px-3 py-2.5 text-13 text-ink shadow-overlay [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {icons[kind]}
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {options.description && <div className="text-muted">{options.description}</div>}
        {options.correlationId && <p className="font-mono text-12 text-faint select-all">{options.correlationId}</p>}
      </div>
      {options.action && (
        <button
          type="button"
          onClick={() => {
            options.action?.onClick();
            show.dismiss(id);
          }}
          className="rounded-sm px-1 font-medium text-accent-ink hover:underline"
        >
          {options.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => show.dismiss(id)}
        className="-mr-1 grid size-6 place-items-center rounded-sm text-faint hover:bg-hover hover:text-ink [&_svg]:mt-0!"
      >
        <X aria-hidden />
      </button>
    </div>
  );
}

function raise(kind: Kind, title: string, options: ToastOptions = {}): void {
  show.custom((id) => <Toast id={id} kind={kind} title={title} options={options} />, {
    duration: kind === 'error' ? errorShownMs : shownMs,
  });
}

/** Says what just happened. Past tense: "Budget saved". What must be read to go on belongs in a Banner. */
export const toast = {
  ok: (title: string, options?: ToastOptions) => raise('ok', title, options),
  error: (title: string, options?: ToastOptions) => raise('error', title, options),
  info: (title: string, options?: ToastOptions) => raise('info', title, options),
};

/** Where toasts appear; stands once, in the root layout. */
export function Toaster() {
  return <Sonner position="bottom-right" gap={8} visibleToasts={4} toastOptions={{ unstyled: true }} />;
}
