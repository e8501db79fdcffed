'use client';
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { IconButton } from './button';
import { cn } from './cn';
import { useReturnFocus } from './use-return-focus';
import { mayLeave, UnsavedForms, type IsUnsaved } from './use-unsaved-changes';

const widths = { sm: 'max-w-md', md: 'max-w-xl', lg: 'max-w-3xl' } as const;

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: keyof typeof widths;
};

/**
 * A question that must be answered before going on. On narrow windows it sits at the bottom edge. Escape, the cross and a
 * press outside ask first when a form inside holds what was not saved; its own Cancel does not.
 */
export function Dialog({ open, onOpenChange, title, description, children, footer, size = 'md' }: DialogProps) {
  const [forms] = useState(() => new Set<IsUnsaved>());
  const returnFocus = useReturnFocus(open);
  const change = (next: boolean) => {
    if (next || mayLeave(forms)) onOpenChange(next);
  };
  return (
    <Primitive.Root open={open} onOpenChange={change}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-40 grid items-end justify-items-center p-3 sm:items-start sm:pt-[12vh]">
          <Primitive.Content
            onCloseAutoFocus={returnFocus}
            {...(description ? {} : { 'aria-describedby': undefined })}
            className={cn(
              'pointer-events-auto flex max-h-[calc(100dvh-1.5rem)] w-full animate-rise-in flex-col rounded border border-strong bg-raised shadow-overlay sm:max-h-[76vh]',
              widths[size],
            )}
          >
            <header className="flex items-start gap-4 px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1">
                <Primitive.Title className="text-16 font-semibold">{title}</Primitive.Title>
                {description && (
                  <Primitive.Description className="mt-1 text-13 text-muted">{description}</Primitive.Description>
                )}
              </div>
              <Primitive.Close asChild>
                <IconButton label="Close" size="sm" className="-mr-1.5" tooltip={false}>
                  <X aria-hidden />
                </IconButton>
              </Primitive.Close>
            </header>
            {children && (
              <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">
                <UnsavedForms value={forms}>{children}</UnsavedForms>
              </div>
            )}
            {footer && (
              <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
            )}
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
