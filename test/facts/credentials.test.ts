import * as fc from 'fast-check';
import { credentialInSql, credentialInText, credentialInVariable } from '../../src/facts/credentials';

const VARIABLE = 'A variable of this name holds a secret, and whoever reads the manifest would read it.';
const SETTING = 'It sets a password, and whoever reads the manifest would read it.';
const URL = 'It has a URL with a password in it, and whoever reads the manifest would read it.';
const SQL = 'It sets a password in SQL, and whoever reads the manifest would read it.';

test.each(['POSTGRES_PASSWORD', 'PGPASSWORD', 'MYSQL_ROOT_PASSWORD', 'API_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'dbPwd', 'APIKEY', 'password'])(
  'a value of %s is a literal secret',
  (name) => {
    expect(credentialInVariable(name, 's3cret')).toBe(VARIABLE);
  },
);

test.each([
  ['POSTGRES_PASSWORD_FILE', '/run/secrets/password'],
  ['MYSQL_RANDOM_ROOT_PASSWORD', 'yes'],
  ['PGPASSWORD', '$(DB_PASSWORD)'],
  ['PGPASSWORD', '${DB_PASSWORD}'],
  ['PGPASSWORD', ''],
  ['PWD', '/var/lib'],
  ['MONKEY', 'banana'],
  ['DATABASE_URL', 'postgres://orders-db.shop.svc:5432/app'],
  ['DATABASE_URL', 'postgres://$(USER):$(PASSWORD)@orders-db/app'],
  ['TZ', 'Europe/Berlin'],
])('%s=%s holds none', (name, value) => {
  expect(credentialInVariable(name, value)).toBeUndefined();
});

test('a URL with a password is a literal secret, whatever the variable is called', () => {
  expect(credentialInVariable('DATABASE_URL', 'postgres://app:hunter2@db:5432/app')).toBe(URL);
  expect(credentialInVariable('CACHE', 'redis://:hunter2@cache')).toBe(URL);
});

test.each([
  ['--password=hunter2', SETTING],
  ["primary_conninfo = 'host=db password=hunter2'", SETTING],
  ['[client]\npassword = "hunter2"', SETTING],
  ['export PGPASSWORD=hunter2', SETTING],
  ["CREATE USER app IDENTIFIED BY 'hunter2';", SQL],
  ["CREATE USER app IDENTIFIED WITH caching_sha2_password BY 'hunter2';", SQL],
  ["ALTER ROLE app ENCRYPTED PASSWORD 'hunter2';", SQL],
  ['curl https://me:hunter2@example.com/', URL],
])('%j holds one', (text, problem) => {
  expect(credentialInText(text)).toBe(problem);
});

test.each([
  'password_encryption = scram-sha-256',
  'default_password_lifetime=0',
  '# password = hunter2',
  "-- ALTER ROLE app PASSWORD 'hunter2';",
  "ALTER ROLE app PASSWORD :'password';",
  'PGPASSWORD="$(cat "$DB_PASSWORD_FILE")"',
  'PGPASSWORD=$password pg_dump',
  'host all all all password',
  'max_connections = 200',
])('%j holds none', (text) => {
  expect(credentialInText(text)).toBeUndefined();
});

test.each([
  "NEW.password := crypt(NEW.password, gen_salt('bf'));",
  'NEW.password:=lower(x);',
  'SELECT password::text FROM users u JOIN old o ON u.password = o.password AND u.id = o.id;',
  'SELECT login(password => $1);',
  'CREATE TABLE users (password text NOT NULL, token uuid);',
])('the SQL %j compares and assigns, and holds none', (text) => {
  expect(credentialInSql(text)).toBeUndefined();
});

test.each([
  ["UPDATE users SET id = 1, password = 'hunter2';", SETTING],
  ["SELECT login(password => 'hunter2');", SETTING],
  ["ALTER ROLE app PASSWORD 'hunter2';", SQL],
  ["SELECT dblink('postgres://app:hunter2@db/app');", URL],
])('the SQL %j holds one', (text, problem) => {
  expect(credentialInSql(text)).toBe(problem);
});

test('whatever the text, it is judged in time', () => {
  fc.assert(fc.property(fc.string(), (text) => ['string', 'undefined'].includes(typeof credentialInText(text))));
  const started = Date.now();
  credentialInText(`${'a-'.repeat(50_000)}= ${'password '.repeat(20_000)}`);
  expect(Date.now() - started).toBeLessThan(3000);
});
