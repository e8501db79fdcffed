import { Banner } from '@/components/ui/banner';
import type { Refusal } from './sign-in-errors';

/** A refused sign-in outside of a form. */
export function RefusalBanner({ refusal }: { refusal: Refusal }) {
  return (
    <Banner tone="danger">
      {refusal.form}
      {refusal.correlationId && (
        <span className="block font-mono text-12 text-faint select-all">{refusal.correlationId}</span>
      )}
    </Banner>
  );
}
