import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Logging
import Testing

@Suite struct ConnectingTests {
    private func failure(_ url: String, _ options: ConnectionOptions = ConnectionOptions()) async throws
        -> DatabaseFailure
    {
        let url = try DatabaseURL(url)
        return try #require(
            await #expect(throws: DatabaseFailure.self) {
                _ = try await PostgreSQL().connect(to: url, options: options)
            })
    }

    @Test("A wrong password is reported as such, and is not repeated")
    func wrongPasswordIsNotRepeated() async throws {
        guard let port = try await PrivatePostgreSQL.shared.port else { return }
        let error = try await failure("postgresql://postgres:hunter2-wrong@127.0.0.1:\(port)/postgres")
        #expect(error.kind == .authentication)
        #expect(error.message.contains("password authentication failed for user \"postgres\""))
        #expect(error.advice?.contains("PGPASSWORD") == true && error.advice?.contains(".pgpass") == true)
        #expect(!error.description.contains("hunter2"))
    }

    @Test("The right password connects")
    func theRightPasswordConnects() async throws {
        guard let port = try await PrivatePostgreSQL.shared.port else { return }
        let url = try DatabaseURL("postgres://postgres:\(PrivatePostgreSQL.password)@127.0.0.1:\(port)/postgres")
        let connection = try await PostgreSQL().connect(to: url, options: ConnectionOptions())
        #expect(connection.userName == "postgres")
        await connection.close()
    }

    @Test("The place is the address that was reached and the role that statements run as")
    func placeOfTheConnection() async throws {
        guard let port = try await PrivatePostgreSQL.shared.port else { return }
        let url = try DatabaseURL(
            "postgres://postgres:\(PrivatePostgreSQL.password)@prod.example.com:\(port)/postgres?hostaddr=127.0.0.1")
        for role in [nil, "none"] {
            let connection = try await PostgreSQL().connect(to: url, options: ConnectionOptions(role: role))
            #expect(
                connection.place
                    == .server(host: "127.0.0.1", port: "\(port)", database: "postgres", role: "postgres"))
            await connection.close()
        }
    }

    @Test("For a server that refuses a connection, the advice is not to check whether it runs")
    func refusalIsNotAMissingServer() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let role = database.name + "_barred"
            for statement in [
                "CREATE ROLE \(role) LOGIN", "REVOKE CONNECT ON DATABASE \(database.name) FROM PUBLIC",
                "CREATE DATABASE \(database.name)_closed",
                "ALTER DATABASE \(database.name)_closed ALLOW_CONNECTIONS false",
            ] { try await connection.query(sql: SQLStatement(statement)) }
            let url = database.url.textWithPassword.replacing("postgres@", with: "\(role)@")
            let barred = try await failure(url)
            #expect(
                barred.advice
                    == #"Have the database's owner run GRANT CONNECT ON DATABASE "\#(database.name)" TO "\#(role)";"#)
            let closed = try await failure(url.replacing("/\(database.name)?", with: "/\(database.name)_closed?"))
            #expect(closed.advice == "The server was reached, and refused the connection for the reason that it gives.")
            for statement in ["DROP DATABASE \(database.name)_closed", "DROP ROLE \(role)"] {
                try await connection.query(sql: SQLStatement(statement))
            }
        }
    }

    @Test("A missing server is reported as such")
    func aServerThatIsNotThereIsCalledThat() async throws {
        let listener = try SilentListener()
        listener.close()
        let error = try await failure("postgresql://me:hunter2@127.0.0.1:\(listener.port)/app")
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("Connection refused") && !error.message.contains("\n"))
        #expect(error.advice?.contains("127.0.0.1, port \(listener.port)") == true)
        #expect(!error.description.contains("hunter2"))
    }

    @Test("Athanor gives up on a server that never answers")
    func aServerThatNeverAnswersIsGivenUp() async throws {
        let listener = try SilentListener()
        let error = try await failure("postgresql://me@127.0.0.1:\(listener.port)/app?connect_timeout=2")
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("timeout expired"))
        listener.close()
    }

    @Test("A missing database is reported as such")
    func aMissingDatabaseIsCalledThat() async throws {
        let url = try await PrivatePostgreSQL.shared.url.textWithPassword.replacing("/postgres?", with: "/nowhere?")
        let error = try await failure(url)
        #expect(error.kind == .noSuchDatabase)
        #expect(error.advice?.contains("createdb nowhere") == true)
    }

    @Test(
        "No error repeats a password",
        arguments: [
            "postgresql://me:s3cr%zzet@localhost/app", "postgresql://me:s3cret@[::1/app",
            "postgresql://me:s3cret@localhost:1x/app",
            "postgresql://me:s3cr/et@localhost/app", "postgresql://me:s3cr@et@localhost:1/app",
            "postgresql://me@localhost:1/app?password=s3cr%zzet", "postgresql://me:s3cret@localhost:1/app?nonsense=1",
            "postgresql://localhost:1/app?user=me&password=s3cret&sslmode=nonsense",
            "postgresql://me:s3cr:et@localhost:1/a?x",
            "postgresql://me:p%40s3cr%65t@localhost:1:2/app",
            "postgres:s3cret@127.0.0.1", "postgresql:s3cret", "postgresql:/me:s3cret@localhost/app",
            "postgresql://me:s3\"cr/et@localhost:1/app", "postgresql://me:x@s3cret@localhost:1/app",
            "postgresql://localhost:1/app?s3cret", "postgresql://[s3cret/app", "postgresql://localhost:s3cret/app",
            "postgresql://localhost:1,other:s3cret/app", "postgresql://localhost/app?port=s3cret",
            "postgresql://localhost:1/app?connect_timeout=s3cret", "postgresql://localhost:1/app?sslmode=s3cret",
            "postgresql://localhost:1/app?keepalives=s3cr%65t", "postgresql://localhost:1/app?require_auth=s3cret",
            "postgresql://localhost/app?hostaddr=s3cret", "postgresql://localhost:1/app?target_session_attrs=s3cret",
        ])
    func noErrorRepeatsAPassword(url: String) async throws {
        let error = try await failure(url)
        for part in ["s3cr", "et@", "zzet", "cret"] {
            #expect(!error.description.contains(part), "\(error.description)")
        }
    }

    @Test("The session is set up as requested")
    func theSessionIsSetUpAsAsked() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, admin in
            try await admin.query("DROP ROLE IF EXISTS \"Deploy er\"")
            try await admin.query("CREATE ROLE \"Deploy er\"")
            var options = ConnectionOptions(role: "Deploy er", applicationName: "athanor tests")
            options.access = .readOnly
            let connection = try await database.connect(options)
            let row = try await connection.query(
                """
                SELECT current_user, session_user, current_setting('application_name') AS name,
                       current_setting('client_encoding') AS encoding,
                       current_setting('client_connection_check_interval') AS check
                """
            ).first
            #expect(row?.values == ["Deploy er", "postgres", "athanor tests", "UTF8", "1s"])
            let error = await #expect(throws: DatabaseFailure.self) { try await connection.query("CREATE TABLE t ()") }
            #expect(error?.kind == .readOnly)
            await connection.close()
            try await admin.query("DROP ROLE \"Deploy er\"")
        }
    }

    @Test("A role that does not exist is named")
    func aRoleThatDoesNotExistIsNamed() async throws {
        let url = try await PrivatePostgreSQL.shared.url.textWithPassword
        let error = try await failure(url, ConnectionOptions(role: "nobody at all"))
        #expect(error.message.contains("nobody at all"))
        #expect(error.advice?.contains("role:") == true)
    }

    @Test("A session that the server ends is reported as lost")
    func aSessionThatTheServerEndsIsCalledLost() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, admin in
            let victim = try await database.connect()
            let pid = try await victim.query("SELECT pg_backend_pid() AS pid").first?["pid", as: Value.self] ?? .null
            try await admin.query(sql: "SELECT pg_terminate_backend($1::int, 10000)", [pid])
            for _ in 1...2 {
                let error = await #expect(throws: DatabaseFailure.self) { try await victim.query("SELECT 1") }
                #expect(error?.kind == .connectionLost)
                #expect(error?.advice?.isEmpty == false)
            }
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await victim.run([SQLStatement("BEGIN"), SQLStatement("COMMIT")])
            }
            #expect(failure?.kind == .connectionLost)
            await victim.close()
            await victim.close()
        }
    }

    @Test("A session that ends in a batch is reported as lost")
    func aSessionThatEndsInABatchIsCalledLost() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            let victim = try await database.connect()
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await victim.run([
                    SQLStatement("BEGIN"), SQLStatement("SELECT pg_terminate_backend(pg_backend_pid())"),
                    SQLStatement("SELECT 1"),
                    SQLStatement("COMMIT"),
                ])
            }
            #expect(failure?.kind == .connectionLost)
            await victim.close()
        }
    }

    @Test("Notices go to the logger")
    func noticesGoToTheLogger() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            let log = RecordedLog()
            let connection = try await database.connect(
                ConnectionOptions(logger: Logger(label: "test", factory: { _ in log.handler() })))
            try await connection.query("DROP TABLE IF EXISTS missing")
            #expect(log.messages == ["notice: table \"missing\" does not exist, skipping"])
            await connection.close()
        }
    }
}
