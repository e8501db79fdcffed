import { Badge } from '@/components/ui/badge';

/** Stands wherever something is declared rather than found: GPUs, their figures, what they cost. */
export function SimulatedBadge() {
  return <Badge tone="simulated">Simulated</Badge>;
}
