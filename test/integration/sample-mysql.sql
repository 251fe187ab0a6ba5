-- What a database may hold that a careless dump or restore would lose or change.
SET SESSION cte_max_recursion_depth = 5000;
CREATE TEMPORARY TABLE numbers AS WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 4000) SELECT seq FROM n;
CREATE TABLE customers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  attributes JSON,
  latin VARCHAR(20) CHARACTER SET latin1,
  hidden INT DEFAULT 7 INVISIBLE,
  zero_when TIMESTAMP NULL
) AUTO_INCREMENT = 5000;
CREATE TABLE orders (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer BIGINT UNSIGNED NOT NULL,
  state ENUM('new', 'paid', 'it''s "odd"') NOT NULL DEFAULT 'new',
  amount DECIMAL(12, 2),
  double_amount DECIMAL(13, 2) GENERATED ALWAYS AS (amount * 2) STORED,
  proof VARBINARY(100),
  placed DATETIME(6) DEFAULT (NOW() + INTERVAL 1 DAY),
  bits BIT(5),
  at POINT SRID 4326,
  CONSTRAINT positive CHECK (amount >= 0),
  CONSTRAINT has_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE
);
CREATE TABLE `odd ``name` (a INT, b FLOAT) PARTITION BY HASH (a) PARTITIONS 3;
INSERT INTO customers (name, attributes, latin, zero_when)
  SELECT CONCAT('Ünïcode 🐘 \t tab \\ backslash ''quote'' \n line ', seq), JSON_OBJECT('i', seq, 'none', NULL), 'é', NULL FROM numbers WHERE seq <= 500;
INSERT INTO orders (customer, state, amount, proof, placed, bits, at)
  SELECT 5000 + seq MOD 500, 3, seq, CONCAT(UNHEX(SHA2(seq, 512)), x'00FF0D0A1A5C27'), '2025-01-01 00:00:00.000001' + INTERVAL seq MINUTE, b'10101',
    ST_SRID(POINT(seq MOD 90, 5), 4326)
  FROM numbers;
INSERT INTO `odd ``name` SELECT seq, seq / 3 FROM numbers WHERE seq <= 100;
CREATE INDEX by_state ON orders (state, amount DESC, (amount + 1));
CREATE VIEW open_orders AS SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.state = 'new';
CREATE TABLE log (at DATETIME, what VARCHAR(50));
DELIMITER //
CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW
BEGIN
  SET NEW.placed = COALESCE(NEW.placed, NOW());
END//
CREATE PROCEDURE clear_log(days INT)
BEGIN
  DELETE FROM log WHERE at < NOW() - INTERVAL days DAY;
END//
CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC
BEGIN
  RETURN x * 2;
END//
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO
BEGIN
  CALL clear_log(30);
END//
DELIMITER ;
