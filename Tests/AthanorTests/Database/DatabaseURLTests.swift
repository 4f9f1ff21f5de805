import Athanor
import Testing

@Suite struct DatabaseURLTests {
    @Test(
        "No password is printed",
        arguments: [
            ("postgresql://ada:s3cret@host/db", "postgresql://ada:***@host/db"),
            (
                "postgresql://ada:s3/c?r@t@host:5432/db?sslmode=require",
                "postgresql://ada:***@host:5432/db?sslmode=require"
            ),
            (
                "postgresql://host/db?user=ada&password=s3cret&sslmode=require",
                "postgresql://host/db?user=ada&password=***&sslmode=require"
            ),
            ("postgresql://ada@host/db?sslpassword=s3cret", "postgresql://ada@host/db?sslpassword=***"),
            ("postgresql://ada@host/db?pass%77ord=s3cret", "postgresql://ada@host/db?pass%77ord=***"),
            ("postgresql://ada@host/db?%50ASSWORD=s3cret&a=b", "postgresql://ada@host/db?%50ASSWORD=***&a=b"),
            ("postgresql://ada@host/db?oauth_client_secret=s3cret", "postgresql://ada@host/db?oauth_client_secret=***"),
            ("POSTGRES://ada:s3cret@[::1]:5432/db", "POSTGRES://ada:***@[::1]:5432/db"),
            ("postgresql:ada:s3cret@host/db", "postgresql:ada:***@host/db"),
            ("postgresql:/ada:s3cret@host/db", "postgresql:/ada:***@host/db"),
            ("postgresql://u@h:5432/db?password=se@cretTAIL", "postgresql://u@h:***"),
            ("postgresql://host:5432/db", "postgresql://host:5432/db"),
            ("sqlite:some/file.db", "sqlite:some/file.db"),
        ])
    func hidesPasswords(text: String, shown: String) throws {
        let url = try DatabaseURL(text)
        #expect(url.description == shown)
        #expect("\(url)" == shown)
        var dumped = ""
        dump(url, to: &dumped)
        #expect(!dumped.contains("s3cret") && !dumped.contains("TAIL"))
        #expect(url.textWithPassword == text)
    }

    @Test("The scheme is read in lower case, the rest is left alone")
    func scheme() throws {
        let url = try DatabaseURL("SQLite:a b.db")
        #expect(url.scheme == "sqlite")
        #expect(url.afterScheme == "a b.db")
    }

    @Test(
        "What has no scheme is refused without repeating it",
        arguments: ["", "some/file.db", "host=a password=s3cret", "://x", "1a:b"])
    func noScheme(text: String) {
        #expect(throws: DatabaseURLError.noScheme) { try DatabaseURL(text) }
        #expect(!"\(DatabaseURLError.noScheme)".contains("s3cret"))
    }
}
