'use client';
import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { CopyButton } from './copy-button';

export type ErrorStateProps = {
  /** The server's public sentence. */
  message: ReactNode;
  title?: string;
  /** Leads support to the log lines of this very request. */
  correlationId?: string;
  /** Stable code of the error, such as `billing.balance_too_low`. */
  code?: string;
  onRetry?: () => void;
  retrying?: boolean;
  action?: ReactNode;
  compact?: boolean;
};

/** Something did not work: what, what to do, and the id to quote when asking for help. */
export function ErrorState(props: ErrorStateProps) {
  const {
    message,
    title = 'This could not be loaded',
    correlationId,
    code,
    onRetry,
    retrying,
    action,
    compact,
  } = props;
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center text-center', compact ? 'gap-2 px-4 py-8' : 'gap-3 px-6 py-16')}
    >
      <svg viewBox="0 0 20 20" aria-hidden className="size-5 text-danger">
        <rect x="1" y="1" width="18" height="18" rx="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M6.5 6.5l7 7m0-7l-7 7" stroke="currentColor" strokeWidth="1.5" />
      </svg>
      <p className={cn('font-medium', compact ? 'text-13' : 'text-16')}>{title}</p>
      <div className="max-w-md text-13 text-balance text-muted">{message}</div>
      {(onRetry || action) && (
        <div className="mt-1 flex flex-wrap justify-center gap-2">
          {onRetry && (
            <Button onClick={onRetry} busy={retrying} icon={<RotateCw aria-hidden />}>
              Try again
            </Button>
          )}
          {action}
        </div>
      )}
      {(correlationId || code) && (
        <p className="mt-1 flex flex-wrap items-center justify-center gap-x-1.5 font-mono text-12 text-faint">
          {code && <span>{code}</span>}
          {code && correlationId && <span aria-hidden>·</span>}
          {correlationId && (
            <span className="inline-flex items-center">
              <span className="select-all">{correlationId}</span>
              <CopyButton text={correlationId} label="Copy correlation id" />
            </span>
          )}
        </p>
      )}
    </div>
  );
}
