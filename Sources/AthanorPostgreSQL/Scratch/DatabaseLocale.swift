internal import Athanor

/// The encoding and the locale of a database, as options of CREATE DATABASE.
///
/// Source: PostgreSQL documentation, "CREATE DATABASE" and "pg_database". Version 15 added ICU, 16 its rules, 17 the
/// built-in provider.
struct DatabaseLocale {
    /// `ENCODING 'UTF8' LC_COLLATE …`.
    let options: String

    /// Reads those of the database of a session.
    init(on session: any Connection) async throws {
        let row = try await session.query(
            own: """
                SELECT pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text AS encoding,
                       d.datcollate::pg_catalog.text AS collation, d.datctype::pg_catalog.text AS ctype,
                       coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') AS provider,
                       coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale')
                           AS locale,
                       pg_catalog.to_jsonb(d) ->> 'daticurules' AS rules
                FROM pg_catalog.pg_database AS d
                WHERE d.datname = pg_catalog.current_database()
                """
        ).first
        guard let row else {
            options = ""
            return
        }
        let quote = PostgreSQLDialect().quoteText
        var options = [
            "ENCODING \(quote(try row["encoding", as: String.self]))",
            "LC_COLLATE \(quote(try row["collation", as: String.self]))",
            "LC_CTYPE \(quote(try row["ctype", as: String.self]))",
        ]
        let locale = try row["locale", as: String?.self] ?? ""
        switch try row["provider", as: String.self] {
        case "i":
            options.append("LOCALE_PROVIDER icu ICU_LOCALE \(quote(locale))")
            if let rules = try row["rules", as: String?.self] { options.append("ICU_RULES \(quote(rules))") }
        case "b": options.append("LOCALE_PROVIDER builtin BUILTIN_LOCALE \(quote(locale))")
        default: options.append("LOCALE_PROVIDER libc")
        }
        self.options = options.joined(separator: " ")
    }
}
