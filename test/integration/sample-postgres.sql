-- What a database may hold that a careless dump or restore would lose or change.
CREATE SCHEMA sales;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION hstore SCHEMA sales;
CREATE TYPE sales.state AS ENUM ('new', 'paid', 'it''s "odd"');
CREATE DOMAIN sales.amount AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE SEQUENCE sales.numbers START 1000 INCREMENT 7;
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  attributes jsonb DEFAULT '{}',
  tags text[],
  pairs sales.hstore
);
CREATE TABLE sales.orders (
  id bigint PRIMARY KEY DEFAULT nextval('sales.numbers'),
  customer bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
  state sales.state NOT NULL DEFAULT 'new',
  amount sales.amount,
  double_amount numeric GENERATED ALWAYS AS (amount * 2) STORED,
  proof bytea,
  placed timestamptz
);
CREATE TABLE measurements (at date NOT NULL, value double precision) PARTITION BY RANGE (at);
CREATE TABLE measurements_2025 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE measurements_rest PARTITION OF measurements DEFAULT;
INSERT INTO customers (name, attributes, tags, pairs)
  SELECT E'Ünïcode \t tab \\ backslash ''quote'' \n line ' || i, jsonb_build_object('i', i, 'none', null), ARRAY['a', NULL, 'b"c'], 'a=>NULL'
  FROM generate_series(1, 500) AS i;
INSERT INTO sales.orders (customer, state, amount, proof, placed)
  SELECT 1 + i % 500, 'it''s "odd"', i, digest(i::text, 'sha512') || '\x00ff0d0a'::bytea, timestamptz '2025-01-01 00:00:00+00' + i * interval '1 minute'
  FROM generate_series(1, 4000) AS i;
INSERT INTO measurements SELECT date '2024-06-01' + i, CASE i % 5 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' ELSE i / 3.0 END
  FROM generate_series(1, 600) AS i;
CREATE INDEX orders_by_state ON sales.orders (state, lower(encode(proof, 'hex'))) WHERE amount > 10;
CREATE VIEW open_orders AS SELECT o.id, c.name FROM sales.orders o JOIN customers c ON c.id = o.customer WHERE o.state = 'new';
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) AS total FROM sales.orders GROUP BY customer;
CREATE FUNCTION sales.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.placed := coalesce(NEW.placed, now());
  RETURN NEW;
END
$$;
CREATE TRIGGER touch BEFORE INSERT ON sales.orders FOR EACH ROW EXECUTE FUNCTION sales.touch();
CREATE FUNCTION note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER note_ddl ON ddl_command_end EXECUTE FUNCTION note_ddl();
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON customers USING (name <> 'secret');
COMMENT ON TABLE sales.orders IS 'with a ''comment''';
CREATE ROLE reader;
GRANT USAGE ON SCHEMA sales TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO reader;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SELECT lo_from_bytea(4711, decode(repeat('00ff5c27', 2000), 'hex'));
SELECT setval('sales.numbers', 987654);
