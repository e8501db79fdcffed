import { cn } from './cn';
import { CopyButton } from './copy-button';

export type CodeBlockProps = {
  code: string;
  /** Names what it is: "Shell", "app.yaml". */
  title?: string;
  /** Long lines break instead of scrolling. */
  wrap?: boolean;
  className?: string;
};

/** Text for machines, to read and to copy as it is. */
export function CodeBlock({ code, title, wrap, className }: CodeBlockProps) {
  return (
    <figure className={cn('min-w-0 overflow-hidden rounded border border-line bg-sunken', className)}>
      {title && (
        <figcaption className="flex h-8 items-center justify-between border-b border-line pr-1 pl-3 text-12 text-muted">
          {title}
          <CopyButton text={code} label={`Copy ${title}`} />
        </figcaption>
      )}
      <div className="relative">
        {!title && <CopyButton text={code} label="Copy" className="absolute top-1 right-1 bg-sunken" />}
        <pre
          tabIndex={0}
          aria-label={title ?? 'Code'}
          className={cn(
            'ring-inset-focus overflow-x-auto px-3 py-2 font-mono text-12 leading-5',
            !title && 'pr-10',
            wrap && 'break-all whitespace-pre-wrap',
          )}
        >
          <code>{code}</code>
        </pre>
      </div>
    </figure>
  );
}
