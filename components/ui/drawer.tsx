'use client';
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { IconButton } from './button';
import { cn } from './cn';
import { useReturnFocus } from './use-return-focus';
import { mayLeave, UnsavedForms, type IsUnsaved } from './use-unsaved-changes';

const widths = { md: 'max-w-md', lg: 'max-w-2xl' } as const;

export type DrawerProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** A quiet line under the title: an id, a time, a state. */
  meta?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  size?: keyof typeof widths;
};

/** Detail of one row of a list, over the list, from the right. Escape leads back to where one was. */
export function Drawer({ open, onOpenChange, title, meta, children, footer, size = 'md' }: DrawerProps) {
  const returnFocus = useReturnFocus(open);
  const [forms] = useState(() => new Set<IsUnsaved>());
  return (
    <Primitive.Root open={open} onOpenChange={(next) => (next || mayLeave(forms)) && onOpenChange(next)}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Primitive.Content
          onCloseAutoFocus={returnFocus}
          aria-describedby={undefined}
          className={cn(
            'fixed inset-y-0 right-0 z-40 flex w-full animate-slide-in flex-col border-l border-strong bg-raised shadow-overlay data-[state=closed]:animate-slide-out',
            widths[size],
          )}
        >
          <header className="flex items-start gap-4 border-b border-line px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="truncate text-16 font-semibold">{title}</Primitive.Title>
              {meta && <div className="mt-0.5 text-12 text-muted">{meta}</div>}
            </div>
            <Primitive.Close asChild>
              <IconButton label="Close" size="sm" className="-mr-1.5" tooltip={false}>
                <X aria-hidden />
              </IconButton>
            </Primitive.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
            <UnsavedForms value={forms}>{children}</UnsavedForms>
          </div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
