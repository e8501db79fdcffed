-- Defences of the ledger: what the database itself refuses, whoever asks. The rules are those of
-- server/platform/billing/README.md; every refusal names its constraint, in its message too
-- (the driver drops the field), from which the application makes its error.

-- Shapes that rating and attribution need beyond the first tables.
CREATE TABLE billing_resource (
  id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  name text NOT NULL,
  organization_id uuid NOT NULL,
  project_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT billing_resource_pkey PRIMARY KEY (id)
);
CREATE INDEX billing_resource_project_id_idx ON billing_resource (project_id);

ALTER TABLE billing_meter_cursor
  ALTER COLUMN price_snapshot_id DROP NOT NULL,
  ADD COLUMN multiplier integer NOT NULL DEFAULT 1;
ALTER TABLE billing_usage_record
  ADD COLUMN kind text NOT NULL DEFAULT 'usage',
  ALTER COLUMN price_snapshot_id DROP NOT NULL,
  ALTER COLUMN charge_micros DROP NOT NULL,
  ALTER COLUMN transaction_id DROP NOT NULL;
DROP INDEX billing_usage_record_resource_id_unit_start_at_key;
CREATE UNIQUE INDEX billing_usage_record_resource_id_unit_start_at_kind_key
  ON billing_usage_record (resource_id, unit, start_at, kind);

-- Keys that are compared or chained do not follow a locale.
ALTER TABLE billing_ledger_transaction
  ALTER COLUMN idempotency_key TYPE text COLLATE "C",
  ALTER COLUMN kind TYPE text COLLATE "C";
ALTER TABLE billing_ledger_account
  ALTER COLUMN kind TYPE text COLLATE "C",
  ALTER COLUMN product TYPE text COLLATE "C";
ALTER TABLE billing_ledger_entry
  ALTER COLUMN product TYPE text COLLATE "C",
  ALTER COLUMN unit TYPE text COLLATE "C";
ALTER TABLE billing_meter_cursor ALTER COLUMN unit TYPE text COLLATE "C";
ALTER TABLE billing_usage_record ALTER COLUMN unit TYPE text COLLATE "C", ALTER COLUMN kind TYPE text COLLATE "C";
ALTER TABLE billing_price_rate ALTER COLUMN sku TYPE text COLLATE "C", ALTER COLUMN unit TYPE text COLLATE "C";

-- These rows are updated by every posting: room on the page keeps the updates off the indexes.
ALTER TABLE billing_account SET (fillfactor = 50);
ALTER TABLE billing_ledger_account SET (fillfactor = 50);
ALTER TABLE billing_meter_cursor SET (fillfactor = 50);
ALTER TABLE billing_hold SET (fillfactor = 50);
CREATE INDEX billing_meter_cursor_open ON billing_meter_cursor (billing_account_id, through) WHERE closed_at IS NULL;
CREATE INDEX billing_usage_record_unrated ON billing_usage_record (billing_account_id) WHERE charge_micros IS NULL;

-- What one row must satisfy.
ALTER TABLE billing_account
  ADD CONSTRAINT billing_account_mode CHECK (mode IN ('prepaid', 'invoiced')),
  ADD CONSTRAINT billing_account_state
    CHECK (balance_state IN ('healthy', 'low_balance', 'auto_release_pending', 'depleted')),
  ADD CONSTRAINT billing_account_credit CHECK (credit_limit_micros >= 0);
ALTER TABLE billing_ledger_account
  ADD CONSTRAINT billing_ledger_account_kind CHECK (kind IN ('customer_funds', 'holds', 'receivable', 'revenue', 'credits',
    'refunds', 'adjustments', 'payment_clearing', 'write_off')),
  ADD CONSTRAINT billing_ledger_account_product CHECK ((kind = 'revenue') = (product <> '')),
  ADD CONSTRAINT billing_ledger_account_guard CHECK (is_guarded = (kind IN ('customer_funds', 'holds', 'credits'))),
  ADD CONSTRAINT billing_floor CHECK (NOT is_guarded OR balance_micros >= floor_micros);
ALTER TABLE billing_ledger_transaction
  ADD CONSTRAINT billing_transaction_kind CHECK (kind IN ('hold', 'hold_extension', 'hold_release', 'usage',
    'usage_correction', 'adjustment', 'reversal', 'settlement')),
  ADD CONSTRAINT billing_transaction_reversal CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
  ADD CONSTRAINT billing_transaction_reason CHECK (kind <> 'adjustment' OR length(reason) >= 10);
ALTER TABLE billing_ledger_entry
  ADD CONSTRAINT billing_entry_amount CHECK (amount_micros <> 0),
  ADD CONSTRAINT billing_entry_line CHECK (line_no >= 1);
ALTER TABLE billing_hold
  ADD CONSTRAINT billing_hold_amounts CHECK (placed_micros >= 0 AND captured_micros >= 0 AND released_micros >= 0
    AND placed_micros >= captured_micros + released_micros),
  ADD CONSTRAINT billing_hold_closed CHECK (closed_at IS NULL OR placed_micros = captured_micros + released_micros);
ALTER TABLE billing_price_rate ADD CONSTRAINT billing_price_rate_amount CHECK (micros_per_hour >= 0);
ALTER TABLE billing_price_snapshot
  ADD CONSTRAINT billing_price_snapshot_amount CHECK (micros_per_hour >= 0 AND multiplier >= 1);
ALTER TABLE billing_meter_event ADD CONSTRAINT billing_meter_event_kind CHECK (kind IN ('started', 'stopped'));
ALTER TABLE billing_meter_cursor
  ADD CONSTRAINT billing_cursor_range CHECK (through >= started_at AND stop_at >= started_at AND multiplier >= 1),
  ADD CONSTRAINT billing_cursor_remainder CHECK (remainder >= 0 AND remainder < 3600000),
  ADD CONSTRAINT billing_cursor_closed CHECK (closed_at IS NULL OR (stop_at IS NOT NULL AND through >= stop_at));
ALTER TABLE billing_usage_record
  ADD CONSTRAINT billing_usage_kind CHECK (CASE kind
    WHEN 'usage' THEN quantity > 0 AND coalesce(charge_micros, 0) >= 0
    WHEN 'correction' THEN quantity < 0 AND coalesce(charge_micros, 0) <= 0
    ELSE false END),
  ADD CONSTRAINT billing_usage_range CHECK (end_at > start_at),
  ADD CONSTRAINT billing_usage_rated CHECK ((price_snapshot_id IS NULL) = (charge_micros IS NULL)),
  ADD CONSTRAINT billing_usage_posted CHECK (transaction_id IS NOT NULL OR coalesce(charge_micros, 0) = 0);
ALTER TABLE billing_budget
  ADD CONSTRAINT billing_budget_scope CHECK (scope_kind IN ('organization', 'department', 'project')),
  ADD CONSTRAINT billing_budget_period CHECK (period = 'monthly'),
  ADD CONSTRAINT billing_budget_amount CHECK (amount_micros >= 0);
CREATE UNIQUE INDEX billing_budget_live ON billing_budget (scope_kind, scope_id) WHERE ended_at IS NULL;

-- Invariant 2: rows that are for ever, for the application's role and for the owner.
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['billing_ledger_transaction', 'billing_ledger_entry', 'billing_usage_record',
    'billing_meter_event', 'billing_price_book', 'billing_price_rate', 'billing_price_snapshot'] LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM gpuaas_app', v_table);
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW '
      'EXECUTE FUNCTION shared_refuse_change(''billing_append_only'')', v_table || '_append_only', v_table);
  END LOOP;
  FOREACH v_table IN ARRAY ARRAY['billing_account', 'billing_ledger_account', 'billing_hold', 'billing_meter_cursor',
    'billing_resource'] LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM gpuaas_app', v_table);
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON %I FOR EACH ROW '
      'EXECUTE FUNCTION shared_refuse_change(''billing_append_only'')', v_table || '_no_delete', v_table);
  END LOOP;
  FOREACH v_table IN ARRAY ARRAY['billing_ledger_transaction', 'billing_ledger_entry', 'billing_usage_record',
    'billing_meter_event', 'billing_price_book', 'billing_price_rate', 'billing_price_snapshot', 'billing_account',
    'billing_ledger_account', 'billing_hold', 'billing_meter_cursor', 'billing_resource'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
      'EXECUTE FUNCTION shared_refuse_change(''billing_append_only'')', v_table || '_no_truncate', v_table);
  END LOOP;
END
$$;
-- What may change by the application's hand; sequences, balances and meter positions are moved by the triggers below alone.
GRANT UPDATE (name, balance_state) ON billing_account TO gpuaas_app;
GRANT UPDATE (placed_micros, captured_micros, released_micros, closed_at) ON billing_hold TO gpuaas_app;
GRANT UPDATE (stop_at, closed_at) ON billing_meter_cursor TO gpuaas_app;
REVOKE DELETE, TRUNCATE ON billing_budget FROM gpuaas_app;

-- Invariant 8 (seq) and one currency: the header takes the next number of its billing account under that row's lock.
CREATE FUNCTION billing_transaction_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  v_currency char(3);
BEGIN
  UPDATE billing_account SET last_seq = last_seq + 1 WHERE id = NEW.billing_account_id
    RETURNING last_seq, currency INTO NEW.seq, v_currency;
  IF v_currency IS DISTINCT FROM NEW.currency THEN
    RAISE EXCEPTION 'transaction % is not in the currency of its billing account: constraint "billing_one_currency"', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_one_currency';
  END IF;
  NEW.booked_at := clock_timestamp();
  RETURN NEW;
END
$$;
CREATE TRIGGER billing_ledger_transaction_number BEFORE INSERT ON billing_ledger_transaction
  FOR EACH ROW EXECUTE FUNCTION billing_transaction_number();

-- Invariant 1, at COMMIT, once per header: at least two entries, as many as announced, netting to zero. Invariant 3: a
-- reversal mirrors what it reverses. Rated = posted: the usage that names this transaction adds up to its revenue.
CREATE FUNCTION billing_transaction_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  v_count integer;
  v_total numeric;
  v_rated numeric;
  v_revenue numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount_micros), 0) INTO v_count, v_total
    FROM billing_ledger_entry WHERE transaction_id = NEW.id;
  IF v_count < 2 OR v_count <> NEW.entry_count THEN
    RAISE EXCEPTION 'transaction % has % entries and announced %: constraint "billing_transaction_entries"', NEW.id, v_count, NEW.entry_count
      USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_transaction_entries';
  END IF;
  IF v_total <> 0 THEN
    RAISE EXCEPTION 'transaction % is off balance by %: constraint "billing_transaction_balanced"', NEW.id, v_total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_transaction_balanced';
  END IF;
  IF NEW.reverses_id IS NOT NULL AND (
    NOT EXISTS (SELECT FROM billing_ledger_transaction o WHERE o.id = NEW.reverses_id
      AND o.billing_account_id = NEW.billing_account_id AND o.reverses_id IS NULL)
    OR EXISTS (SELECT FROM billing_ledger_entry WHERE transaction_id IN (NEW.id, NEW.reverses_id)
      GROUP BY ledger_account_id HAVING sum(amount_micros) <> 0)) THEN
    RAISE EXCEPTION 'transaction % does not mirror what it reverses: constraint "billing_reversal_mirrors"', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_reversal_mirrors';
  END IF;
  IF NEW.kind IN ('usage', 'usage_correction') THEN
    SELECT coalesce(sum(charge_micros), 0) INTO v_rated FROM billing_usage_record WHERE transaction_id = NEW.id;
    SELECT coalesce(sum(e.amount_micros), 0) INTO v_revenue FROM billing_ledger_entry e
      JOIN billing_ledger_account a ON a.id = e.ledger_account_id
      WHERE e.transaction_id = NEW.id AND a.kind = 'revenue';
    IF v_rated <> v_revenue THEN
      RAISE EXCEPTION 'transaction % posts % for usage rated at %: constraint "billing_rated_is_posted"', NEW.id, v_revenue, v_rated
        USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_rated_is_posted';
    END IF;
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER billing_ledger_transaction_settle AFTER INSERT ON billing_ledger_transaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_transaction_settle();

-- Entries join a header of the same database transaction only (a finished transaction takes none), of the same billing
-- account and currency, and move the cached balances in the same statement. The floor is a CHECK on the moved row.
-- Row by row of what differs (one header, a few accounts): each look-up goes by its key whatever the planner knows of the
-- tables, where one joined statement was planned as a scan while they were new, and kept that plan as they grew.
CREATE FUNCTION billing_entry_admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  v_header record;
  v_moved record;
BEGIN
  FOR v_header IN SELECT DISTINCT transaction_id, billing_account_id, currency FROM added LOOP
    PERFORM FROM billing_ledger_transaction t WHERE t.id = v_header.transaction_id
      AND t.xmin = pg_current_xact_id()::xid AND t.billing_account_id = v_header.billing_account_id
      AND t.currency = v_header.currency;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'entries join only a transaction that is being posted now: constraint "billing_entry_own_transaction"'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_entry_own_transaction';
    END IF;
  END LOOP;
  FOR v_moved IN SELECT ledger_account_id, billing_account_id, currency, sum(amount_micros)::bigint AS amount
    FROM added GROUP BY 1, 2, 3 LOOP
    UPDATE billing_ledger_account a SET balance_micros = a.balance_micros + v_moved.amount
      WHERE a.id = v_moved.ledger_account_id AND a.billing_account_id = v_moved.billing_account_id
        AND a.currency = v_moved.currency;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'an entry names an account of another billing account or currency: constraint "billing_entry_account"'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_entry_account';
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER billing_ledger_entry_admit AFTER INSERT ON billing_ledger_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing_entry_admit();

-- Invariant 5: a balance moves with entries and in no other way, not by the owner's hand either.
CREATE FUNCTION billing_ledger_account_hold_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.balance_micros = 0 AND EXISTS (SELECT FROM billing_account b WHERE b.id = NEW.billing_account_id AND b.currency = NEW.currency) THEN
      RETURN NEW;
    END IF;
  ELSIF pg_trigger_depth() > 1
    AND (NEW.id, NEW.billing_account_id, NEW.kind, NEW.product, NEW.currency, NEW.is_guarded, NEW.floor_micros)
      = (OLD.id, OLD.billing_account_id, OLD.kind, OLD.product, OLD.currency, OLD.is_guarded, OLD.floor_micros) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'ledger account %: a balance moves with entries alone: constraint "billing_balance_derived"', NEW.id
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_balance_derived';
END
$$;
CREATE TRIGGER billing_ledger_account_hold_balance BEFORE INSERT OR UPDATE ON billing_ledger_account
  FOR EACH ROW EXECUTE FUNCTION billing_ledger_account_hold_balance();

CREATE FUNCTION billing_account_hold_seq() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.last_seq = 0 THEN
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND (NEW.id, NEW.organization_id, NEW.currency) = (OLD.id, OLD.organization_id, OLD.currency)
    AND (NEW.last_seq = OLD.last_seq OR (pg_trigger_depth() > 1 AND NEW.last_seq = OLD.last_seq + 1)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'billing account %: the sequence is given by posting alone: constraint "billing_seq_gapless"', NEW.id
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_seq_gapless';
END
$$;
CREATE TRIGGER billing_account_hold_seq BEFORE INSERT OR UPDATE ON billing_account
  FOR EACH ROW EXECUTE FUNCTION billing_account_hold_seq();

-- Usage is continuous: a record starts where its meter stands, with the remainder its meter carries, and moves it. The
-- rating is proven in whole numbers: charge and new remainder are exactly what quantity, rate and old remainder give.
-- A correction gives back what was metered past the moment the resource really stopped.
CREATE FUNCTION billing_usage_admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  v_header record;
  v_added integer;
  v_advanced integer;
BEGIN
  FOR v_header IN SELECT DISTINCT transaction_id, billing_account_id FROM added WHERE transaction_id IS NOT NULL LOOP
    PERFORM FROM billing_ledger_transaction t WHERE t.id = v_header.transaction_id
      AND t.xmin = pg_current_xact_id()::xid AND t.billing_account_id = v_header.billing_account_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'usage is posted by a transaction of its own moment: constraint "billing_usage_own_transaction"'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_usage_own_transaction';
    END IF;
  END LOOP;
  WITH advanced AS (
    UPDATE billing_meter_cursor c SET through = greatest(c.through, r.end_at), remainder = r.remainder_after
    FROM added r LEFT JOIN billing_price_snapshot p ON p.id = r.price_snapshot_id
    WHERE c.resource_id = r.resource_id AND c.unit = r.unit AND c.closed_at IS NULL
      AND (c.billing_account_id, c.organization_id, c.department_id, c.project_id, c.actor_id, c.product)
        = (r.billing_account_id, r.organization_id, r.department_id, r.project_id, r.actor_id, r.product)
      AND c.price_snapshot_id IS NOT DISTINCT FROM r.price_snapshot_id
      AND c.remainder = r.remainder_before
      AND CASE r.kind
        WHEN 'usage' THEN r.start_at = c.through AND (c.stop_at IS NULL OR r.end_at <= c.stop_at)
        ELSE r.end_at = c.through AND r.start_at = c.stop_at END
      AND abs(r.quantity) = c.multiplier * (extract(epoch FROM r.end_at - r.start_at) * 1000)::bigint
      AND (p.id IS NULL OR r.charge_micros::numeric * 3600000 + r.remainder_after
        = r.quantity::numeric * p.micros_per_hour + r.remainder_before)
    RETURNING c.resource_id
  )
  SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM advanced) INTO v_added, v_advanced;
  IF v_added <> v_advanced THEN
    RAISE EXCEPTION '% of % usage records do not continue their meter: constraint "billing_usage_continuous"', v_added - v_advanced, v_added
      USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_usage_continuous';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER billing_usage_record_admit AFTER INSERT ON billing_usage_record
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing_usage_admit();

CREATE FUNCTION billing_cursor_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.through = NEW.started_at AND NEW.remainder = 0 AND NEW.closed_at IS NULL THEN
      RETURN NEW;
    END IF;
  ELSIF (NEW.resource_id, NEW.unit, NEW.billing_account_id, NEW.organization_id, NEW.department_id, NEW.project_id,
      NEW.actor_id, NEW.product, NEW.started_at, NEW.multiplier)
      = (OLD.resource_id, OLD.unit, OLD.billing_account_id, OLD.organization_id, OLD.department_id, OLD.project_id,
      OLD.actor_id, OLD.product, OLD.started_at, OLD.multiplier)
    AND NEW.price_snapshot_id IS NOT DISTINCT FROM OLD.price_snapshot_id
    AND OLD.closed_at IS NULL
    AND (OLD.stop_at IS NULL OR OLD.stop_at = NEW.stop_at)
    AND ((NEW.through = OLD.through AND NEW.remainder = OLD.remainder) OR pg_trigger_depth() > 1)
    AND (NEW.closed_at IS NULL OR NEW.through = NEW.stop_at
      OR EXISTS (SELECT FROM billing_usage_record u WHERE u.resource_id = NEW.resource_id AND u.unit = NEW.unit
        AND u.kind = 'correction' AND u.start_at = NEW.stop_at)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'meter of % (%) moves with usage alone: constraint "billing_cursor_derived"', NEW.resource_id, NEW.unit
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_cursor_derived';
END
$$;
CREATE TRIGGER billing_meter_cursor_hold BEFORE INSERT OR UPDATE ON billing_meter_cursor
  FOR EACH ROW EXECUTE FUNCTION billing_cursor_hold();

-- A price book is immutable once in force: rates come with their book, in one transaction.
CREATE FUNCTION billing_price_rate_admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM added r WHERE NOT EXISTS (
    SELECT FROM billing_price_book b WHERE b.id = r.price_book_id AND b.xmin = pg_current_xact_id()::xid)) THEN
    RAISE EXCEPTION 'a price book takes no rates after it was made: constraint "billing_price_book_immutable"'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_price_book_immutable';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER billing_price_rate_admit AFTER INSERT ON billing_price_rate
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION billing_price_rate_admit();

-- One posting in one call: lock, idempotency, header, entries. Legs are arrays of one length; an account is named by kind
-- and product. Invariant 4: the same key with the same body gives the first answer, with another body it is refused.
CREATE FUNCTION billing_post(
  p_id uuid, p_billing_account_id uuid, p_kind text, p_occurred_at timestamptz, p_idempotency_key text, p_body_hash bytea,
  p_reverses_id uuid, p_actor_kind text, p_actor_id uuid, p_correlation_id text, p_reason text,
  p_account_kinds text[], p_account_products text[], p_amounts bigint[],
  p_departments uuid[], p_projects uuid[], p_actors uuid[], p_products text[], p_resources uuid[], p_units text[],
  p_quantities bigint[], p_snapshots uuid[], p_holds uuid[],
  OUT transaction_id uuid, OUT seq bigint, OUT is_replay boolean
) LANGUAGE plpgsql AS $$
DECLARE
  v_account billing_account%ROWTYPE;
  v_hash bytea;
BEGIN
  SELECT * INTO v_account FROM billing_account WHERE id = p_billing_account_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such billing account: constraint "billing_account_known"' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'billing_account_known';
  END IF;
  SELECT t.id, t.seq, t.body_hash INTO transaction_id, billing_post.seq, v_hash FROM billing_ledger_transaction t
    WHERE t.billing_account_id = p_billing_account_id AND t.idempotency_key = p_idempotency_key;
  IF FOUND THEN
    IF v_hash <> p_body_hash THEN
      RAISE EXCEPTION 'key % was used for another posting: constraint "billing_idempotency_conflict"', p_idempotency_key
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'billing_idempotency_conflict';
    END IF;
    is_replay := true;
    RETURN;
  END IF;
  INSERT INTO billing_ledger_transaction AS t (id, billing_account_id, seq, encoding_version, kind, currency, occurred_at,
      idempotency_key, body_hash, entry_count, reverses_id, actor_kind, actor_id, correlation_id, reason)
    VALUES (p_id, p_billing_account_id, 0, 1, p_kind, v_account.currency, p_occurred_at, p_idempotency_key, p_body_hash,
      cardinality(p_amounts), p_reverses_id, p_actor_kind, p_actor_id, p_correlation_id, p_reason)
    RETURNING t.id, t.seq INTO transaction_id, billing_post.seq;
  INSERT INTO billing_ledger_entry (transaction_id, line_no, billing_account_id, ledger_account_id, amount_micros, currency,
      organization_id, department_id, project_id, actor_id, product, resource_id, unit, quantity, price_snapshot_id, hold_id)
    SELECT p_id, l.line_no, p_billing_account_id, a.id, l.amount, v_account.currency, v_account.organization_id,
      l.department_id, l.project_id, l.actor_id, l.product, l.resource_id, l.unit, l.quantity, l.snapshot_id, l.hold_id
    FROM unnest(p_account_kinds, p_account_products, p_amounts, p_departments, p_projects, p_actors, p_products,
      p_resources, p_units, p_quantities, p_snapshots, p_holds) WITH ORDINALITY
      AS l(account_kind, account_product, amount, department_id, project_id, actor_id, product, resource_id, unit, quantity,
        snapshot_id, hold_id, line_no)
    JOIN billing_ledger_account a ON a.billing_account_id = p_billing_account_id AND a.kind = l.account_kind
      AND a.product = l.account_product;
  is_replay := false;
END
$$;
