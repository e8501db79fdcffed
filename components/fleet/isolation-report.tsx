import type { NodeView } from '@/server/products/gpuaas';
import { Status } from '@/components/ui/status';

/** What this machine keeps workspaces apart by, and what it cannot give, with the reason. */
export function IsolationReport({ features }: { features: NodeView['isolation'] }) {
  const missing = features.filter(({ state }) => state === 'missing').length;
  return (
    <details open={missing > 0}>
      <summary className="cursor-pointer text-13 font-medium">
        Isolation: {missing === 0 ? 'everything this machine should give' : `${missing} of ${features.length} missing`}
      </summary>
      <dl className="mt-3 grid gap-x-8 gap-y-2 md:grid-cols-2">
        {features.map(({ feature, state, why }) => (
          <div key={feature} className="min-w-0">
            <dt className="text-13">
              <Status
                label={feature.replaceAll('_', ' ')}
                tone={state === 'ok' ? 'ok' : 'danger'}
                shape={state === 'ok' ? 'full' : 'cross'}
              />
            </dt>
            <dd className="pl-5 text-12 text-muted">{why}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
