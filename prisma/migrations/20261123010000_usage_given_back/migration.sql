-- What is given back names the usage record that it gives back, and every record is given back at most once: by a correction
-- (the resource had stopped earlier), or by the reversal of the transaction that charged it. Attribution of running work
-- follows a project that moves to another department.

ALTER TABLE billing_usage_record ADD COLUMN corrects_id uuid;
ALTER TABLE billing_usage_record DROP CONSTRAINT billing_usage_kind;

-- What was booked so far: a correction ended with the last record of its meter, and a reversal wrote no usage. A record that
-- was corrected and reversed stays as it is, and the identity shows the difference.
ALTER TABLE billing_usage_record DISABLE TRIGGER USER;
UPDATE billing_usage_record c SET corrects_id = o.id FROM billing_usage_record o
  WHERE c.kind = 'correction' AND o.kind = 'usage' AND o.resource_id = c.resource_id AND o.unit = c.unit AND o.end_at = c.end_at;
INSERT INTO billing_usage_record (id, kind, resource_id, unit, start_at, end_at, quantity, price_snapshot_id, charge_micros,
    remainder_before, remainder_after, billing_account_id, organization_id, department_id, project_id, actor_id, product,
    transaction_id, corrects_id)
  SELECT uuidv7(), 'reversal', o.resource_id, o.unit, o.start_at, o.end_at, -o.quantity, o.price_snapshot_id, -o.charge_micros,
    o.remainder_after, o.remainder_before, o.billing_account_id, o.organization_id, o.department_id, o.project_id, o.actor_id,
    o.product, t.id, o.id
  FROM billing_ledger_transaction t JOIN billing_usage_record o ON o.transaction_id = t.reverses_id AND o.kind = 'usage'
  WHERE NOT EXISTS (SELECT FROM billing_usage_record c WHERE c.kind = 'correction' AND c.resource_id = o.resource_id
    AND c.unit = o.unit AND c.start_at < o.end_at AND c.end_at > o.start_at);
ALTER TABLE billing_usage_record ENABLE TRIGGER USER;

ALTER TABLE billing_usage_record ADD CONSTRAINT billing_usage_kind CHECK (CASE kind
  WHEN 'usage' THEN quantity > 0 AND coalesce(charge_micros, 0) >= 0 AND corrects_id IS NULL
  WHEN 'correction' THEN quantity < 0 AND coalesce(charge_micros, 0) <= 0 AND corrects_id IS NOT NULL
  WHEN 'reversal' THEN quantity < 0 AND charge_micros <= 0 AND charge_micros IS NOT NULL AND corrects_id IS NOT NULL
  ELSE false END);
CREATE UNIQUE INDEX billing_usage_given_back_once ON billing_usage_record (corrects_id) WHERE corrects_id IS NOT NULL;

-- Usage is continuous: a record starts where its meter stands, with the remainder its meter carries, and moves it. The
-- rating is proven in whole numbers: charge and new remainder are exactly what quantity, rate and old remainder give.
-- What gives a record back takes its end: a reversal the whole of it, a correction all that lies after the stop.
CREATE OR REPLACE FUNCTION billing_usage_admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  v_header record;
  v_back billing_usage_record%ROWTYPE;
  v_usage integer;
  v_given_back integer;
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
  SELECT count(*) FILTER (WHERE kind = 'usage'), count(*) FILTER (WHERE kind <> 'usage') INTO v_usage, v_given_back FROM added;
  IF v_usage > 0 THEN
    WITH advanced AS (
      UPDATE billing_meter_cursor c SET through = r.end_at, remainder = r.remainder_after
      FROM added r LEFT JOIN billing_price_snapshot p ON p.id = r.price_snapshot_id
      WHERE r.kind = 'usage' AND c.resource_id = r.resource_id AND c.unit = r.unit AND c.closed_at IS NULL
        AND (c.billing_account_id, c.organization_id, c.department_id, c.project_id, c.actor_id, c.product)
          = (r.billing_account_id, r.organization_id, r.department_id, r.project_id, r.actor_id, r.product)
        AND c.price_snapshot_id IS NOT DISTINCT FROM r.price_snapshot_id
        AND c.remainder = r.remainder_before
        AND r.start_at = c.through AND (c.stop_at IS NULL OR r.end_at <= c.stop_at)
        AND r.quantity = c.multiplier * (extract(epoch FROM r.end_at - r.start_at) * 1000)::bigint
        AND (p.id IS NULL OR r.charge_micros::numeric * 3600000 + r.remainder_after
          = r.quantity::numeric * p.micros_per_hour + r.remainder_before)
      RETURNING c.resource_id
    )
    SELECT count(*) INTO v_advanced FROM advanced;
    IF v_usage <> v_advanced THEN
      RAISE EXCEPTION '% of % usage records do not continue their meter: constraint "billing_usage_continuous"', v_usage - v_advanced, v_usage
        USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_usage_continuous';
    END IF;
  END IF;
  IF v_given_back > 0 THEN
    FOR v_back IN SELECT * FROM added WHERE kind <> 'usage' LOOP
      PERFORM FROM billing_usage_record o LEFT JOIN billing_price_snapshot p ON p.id = o.price_snapshot_id
        WHERE o.id = v_back.corrects_id AND o.kind = 'usage'
          AND (o.resource_id, o.unit, o.billing_account_id, o.organization_id, o.department_id, o.project_id, o.actor_id, o.product)
            = (v_back.resource_id, v_back.unit, v_back.billing_account_id, v_back.organization_id, v_back.department_id,
              v_back.project_id, v_back.actor_id, v_back.product)
          AND o.price_snapshot_id IS NOT DISTINCT FROM v_back.price_snapshot_id
          AND (o.end_at, o.remainder_after) = (v_back.end_at, v_back.remainder_before)
          AND CASE v_back.kind
            WHEN 'reversal' THEN
              (o.start_at, o.quantity, o.charge_micros, o.remainder_before)
                = (v_back.start_at, -v_back.quantity, -v_back.charge_micros, v_back.remainder_after)
              AND EXISTS (SELECT FROM billing_ledger_transaction t
                WHERE t.id = v_back.transaction_id AND t.reverses_id = o.transaction_id)
            ELSE
              o.quantity::numeric * extract(epoch FROM v_back.end_at - v_back.start_at)
                = -v_back.quantity::numeric * extract(epoch FROM o.end_at - o.start_at)
              AND (p.id IS NULL OR v_back.charge_micros::numeric * 3600000 + v_back.remainder_after
                = v_back.quantity::numeric * p.micros_per_hour + v_back.remainder_before)
              AND EXISTS (SELECT FROM billing_meter_cursor c WHERE c.resource_id = o.resource_id AND c.unit = o.unit
                AND c.closed_at IS NULL AND c.stop_at IS NOT NULL AND v_back.start_at = greatest(c.stop_at, o.start_at))
            END;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'record % does not give back what it names: constraint "billing_usage_gives_back"', v_back.id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_usage_gives_back';
      END IF;
    END LOOP;
  END IF;
  RETURN NULL;
END
$$;

-- A meter moves with usage alone. It closes at its stop, or past it when every record that reaches past the stop was given back.
CREATE OR REPLACE FUNCTION billing_cursor_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.through = NEW.started_at AND NEW.remainder = 0 AND NEW.closed_at IS NULL THEN
      RETURN NEW;
    END IF;
  ELSIF (NEW.resource_id, NEW.unit, NEW.billing_account_id, NEW.organization_id, NEW.project_id,
      NEW.actor_id, NEW.product, NEW.started_at, NEW.multiplier)
      = (OLD.resource_id, OLD.unit, OLD.billing_account_id, OLD.organization_id, OLD.project_id,
      OLD.actor_id, OLD.product, OLD.started_at, OLD.multiplier)
    AND NEW.price_snapshot_id IS NOT DISTINCT FROM OLD.price_snapshot_id
    AND OLD.closed_at IS NULL
    AND (OLD.stop_at IS NULL OR OLD.stop_at = NEW.stop_at)
    AND ((NEW.through = OLD.through AND NEW.remainder = OLD.remainder) OR pg_trigger_depth() > 1)
    AND (NEW.closed_at IS NULL OR NEW.through = NEW.stop_at
      OR NOT EXISTS (SELECT FROM billing_usage_record o WHERE o.resource_id = NEW.resource_id AND o.unit = NEW.unit
        AND o.kind = 'usage' AND o.end_at > NEW.stop_at
        AND NOT EXISTS (SELECT FROM billing_usage_record b WHERE b.corrects_id = o.id))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'meter of % (%) moves with usage alone: constraint "billing_cursor_derived"', NEW.resource_id, NEW.unit
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_cursor_derived';
END
$$;

-- Rated = posted for reversals too: a reversal of usage gives back the records that it takes the money back for.
CREATE OR REPLACE FUNCTION billing_transaction_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
  IF NEW.kind IN ('usage', 'usage_correction', 'reversal') THEN
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

-- A meter and a hold belong to the department that their project is in, and change it with the project alone.
CREATE FUNCTION billing_follow_project() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NEW.department_id = OLD.department_id OR EXISTS (SELECT FROM iam_project p
    WHERE p.id = NEW.project_id AND p.department_id = NEW.department_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'project % is in another department: constraint "billing_department_follows"', NEW.project_id
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'billing_department_follows';
END
$$;
CREATE TRIGGER billing_meter_cursor_follow BEFORE UPDATE OF department_id ON billing_meter_cursor
  FOR EACH ROW EXECUTE FUNCTION billing_follow_project();
CREATE TRIGGER billing_hold_follow BEFORE UPDATE OF department_id ON billing_hold
  FOR EACH ROW EXECUTE FUNCTION billing_follow_project();
GRANT UPDATE (department_id) ON billing_meter_cursor, billing_hold TO gpuaas_app;
