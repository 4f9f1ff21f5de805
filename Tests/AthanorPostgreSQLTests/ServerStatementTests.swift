import Athanor
import Testing

@testable import AthanorPostgreSQL

@Suite struct ServerStatementTests {
    @Test(
        "Statements about the whole server are recognized",
        arguments: [
            "CREATE ROLE a", "create user a PASSWORD 'x'", "-- a\nALTER ROLE a SUPERUSER", "DROP GROUP a",
            "CREATE DATABASE a", "ALTER DATABASE a SET b = c", "ALTER SYSTEM SET a = b", "GRANT a TO b",
            "REVOKE a, b FROM c", "GRANT CONNECT ON DATABASE a TO b", "REASSIGN OWNED BY a TO b", "DROP OWNED BY a",
            "COMMENT ON ROLE a IS 'b'", "CREATE TABLESPACE a LOCATION '/b'",
            "CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c",
        ])
    func server(_ text: String) {
        #expect(ServerStatement(SQLStatement(text)) != nil)
    }

    @Test(
        "Statements about a database are not",
        arguments: [
            "CREATE TABLE role (id int)", "GRANT SELECT ON a TO b", "GRANT SELECT ON database TO b",
            "CREATE USER MAPPING FOR a SERVER b", "COMMENT ON TABLE role IS 'a'",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a", "ALTER TABLE a OWNER TO b", "SELECT 1",
            "DROP TABLE a", "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        ])
    func database(_ text: String) {
        #expect(ServerStatement(SQLStatement(text)) == nil)
    }

    @Test("A role that is created is named")
    func role() {
        #expect(ServerStatement(SQLStatement("CREATE ROLE \"A b\" LOGIN"))?.createdRole == "A b")
        #expect(ServerStatement(SQLStatement("/* c */ create user App"))?.createdRole == "app")
        #expect(ServerStatement(SQLStatement("DROP ROLE a"))?.createdRole == nil)
    }

    @Test(
        "A URL leads to another database of the same server",
        arguments: [
            ("postgresql://h/a", "postgresql://h/a?dbname=b"), ("postgresql://h", "postgresql://h?dbname=b"),
            ("postgresql://u:p@h/a?x=y", "postgresql://u:p@h/a?x=y&dbname=b"),
            ("postgresql://u:p?q@h/a", "postgresql://u:p?q@h/a?dbname=b"),
            ("postgresql:///?dbname=a", "postgresql:///?dbname=a&dbname=b"),
        ])
    func url(_ given: String, _ expected: String) throws {
        let url = try DatabaseURL(given).withDatabase("b")
        #expect(url.textWithPassword == expected)
        #expect(url.lastDatabase == "b")
    }
}
