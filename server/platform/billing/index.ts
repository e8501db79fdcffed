import './billing.errors';
import './billing.jobs';

export { billingDeclaration } from './billing.declaration';
export type { Attribution, BilledResource, ResourceId } from './billing.types';
export { lockBillingAccount, openBillingAccount, adjustBalance, reverseTransaction } from './accounts/account.service';
export type { BalanceState } from './accounts/account.rules';
export { ensurePriceBook, findPriceBook, takePriceSnapshot } from './prices/price.service';
export { estimateMicros } from './prices/price.rules';
export type { PriceBookView, PriceSnapshot, Rate } from './prices/price.types';
export { gateLaunch, previewLaunch, releaseHold } from './holds/hold.service';
export type { GateDecision, GateRefusal, LaunchRequest } from './holds/hold.types';
export { startMetering, stopMetering } from './metering/metering.service';
export { runMeterTick, type TickOutcome } from './metering/metering.tick';
export { registerReleaseRequester, type ReleaseRequester } from './metering/release-requester';
export type { MeterSource, MeterStart, MeterStop, ReleaseReason } from './metering/metering.types';
