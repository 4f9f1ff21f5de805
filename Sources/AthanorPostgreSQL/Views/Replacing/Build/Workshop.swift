internal import Athanor

/// Runs text that another role wrote, with that role's rights only.
///
/// Parsing such text is enough to run code: a literal of a range over a domain calls the domain's check. `SET ROLE` is
/// no protection, since that code can reset it. A `SECURITY DEFINER` function is none either: what it queues (deferred
/// triggers, cursors that outlive the transaction) runs at COMMIT with the rights of the session. So the text is run by
/// the refresh of a materialized view that belongs to the role. PostgreSQL refreshes as the owner and as a
/// security-restricted operation, in which roles cannot be changed, nothing can be queued for later, and changes of
/// settings end with the operation.
///
/// Source: PostgreSQL documentation, "REFRESH MATERIALIZED VIEW"; `SECURITY_RESTRICTED_OPERATION` in `miscinit.c`.
struct Workshop: Sendable {
    /// The schema to work in, for each schema of objects.
    let schemas: [ExactText: String]
    /// The schema to work in for all other objects; `nil` means each object's own.
    let common: String?
    /// The role whose texts run unchanged (``ReplacingSession/plainRole``); `nil` for none.
    let plainRole: String?
    /// The privileges lent to owners while their texts are parsed.
    let lent: Loans

    private let dialect = PostgreSQLDialect()

    init(schemas: [ExactText: String] = [:], common: String?, session: ReplacingSession) {
        self.schemas = schemas
        self.common = common
        plainRole = session.plainRole
        lent = session.lent
    }

    /// Returns the schema in which objects that belong to a schema are created.
    func place(for schema: String) -> String { schemas[ExactText(schema)] ?? common ?? schema }

    /// Whether a role's texts run unchanged (``plainRole``).
    func isPlain(_ role: String) -> Bool { ExactText(role) == plainRole.map { ExactText($0) } }

    /// Athanor's own error code: a role has created an object in the workshop that it should not have created.
    static let leftBehind = "AT007"

    /// Returns a statement that runs a text of a view with the rights of the view's owner. See
    /// ``running(_:as:about:making:lending:before:after:)``.
    /// - Parameter computing: whether expressions in it are computed, rather than only parsed.
    func running(
        _ text: String, of view: CapturedView, computing: Bool = false, making: [String] = [],
        before: [String] = [], after: [String] = []
    ) -> String {
        running(
            text, as: view.owner, about: view.schema, making: making,
            lending: lent.schemas(for: view.oid, computing: computing).map { "USAGE ON SCHEMA \(dialect.quote($0))" },
            before: before, after: after)
    }

    /// Returns a statement that runs text with its owner's rights.
    ///
    /// The owner has CREATE in the workshop only while the text runs. The text may leave no other object in the
    /// workshop or among the session's temporary objects: a later statement would find it there by its name.
    ///
    /// The text is parsed under a search path without schemas of users.
    /// - Parameters:
    ///   - text: the statement.
    ///   - owner: the role.
    ///   - schema: the schema of the text's object.
    ///   - making: the names of the objects that the text creates in the workshop.
    ///   - lending: privileges that the owner has while the text runs, as `USAGE ON SCHEMA a`.
    ///   - before: Athanor's own statements to run before.
    ///   - after: Athanor's own statements to run after.
    func running(
        _ text: String, as owner: String, about schema: String, making: [String] = [],
        lending: [String] = [], before: [String] = [], after: [String] = []
    ) -> String {
        guard !isPlain(owner) else { return text }
        let place = place(for: schema)
        let (role, quotedPlace) = (dialect.quote(owner), dialect.quote(place))
        let function = dialect.quote(QualifiedName(schema: place, name: "athanor_text"))
        let runner = dialect.quote(QualifiedName(schema: place, name: "athanor_run"))
        let names = making.map(dialect.quoteText).joined(separator: ", ")
        let rights = lending.exact.sorted().map(\.text)
        let body = "BEGIN EXECUTE \(dialect.quoteText(text)); RETURN true; END"
        return SQLStatement.block(
            """
                PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            \(before.map { "    \($0);\n" }.joined())\
                IF is_shown THEN
                    GRANT USAGE ON SCHEMA \(quotedPlace) TO \(role);
                END IF;
                IF is_lent THEN
                    GRANT CREATE ON SCHEMA \(quotedPlace) TO \(role);
                END IF;
                CREATE FUNCTION \(function)() RETURNS pg_catalog.bool LANGUAGE plpgsql
                    SET search_path TO pg_catalog, pg_temp
                    AS \(dialect.quoteText(body));
                GRANT EXECUTE ON FUNCTION \(function)() TO \(role);
                CREATE MATERIALIZED VIEW \(runner) AS SELECT \(function)() AS done WITH NO DATA;
                ALTER MATERIALIZED VIEW \(runner) OWNER TO \(role);
                present := ARRAY(SELECT \(Self.identity) FROM pg_catalog.pg_depend AS d
                                 WHERE \(isInside(place)));
            \(rights.map { "    GRANT \($0) TO \(role);\n" }.joined())\
                REFRESH MATERIALIZED VIEW \(runner);
            \(rights.map { "    REVOKE \($0) FROM \(role);\n" }.joined())\
                DROP MATERIALIZED VIEW \(runner);
                DROP FUNCTION \(function)();
                IF is_lent THEN
                    REVOKE CREATE ON SCHEMA \(quotedPlace) FROM \(role);
                END IF;
                IF is_shown THEN
                    REVOKE USAGE ON SCHEMA \(quotedPlace) FROM \(role);
                END IF;
                SELECT pg_catalog.string_agg(pg_catalog.pg_describe_object(d.classid, d.objid, 0), ', ')
                INTO additions
                FROM pg_catalog.pg_depend AS d
                WHERE \(isInside(place))
                  AND \(Self.identity) <> ALL (present)
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid
                                    AND c.relname = ANY (ARRAY[\(names)]::pg_catalog.text[]))
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext AS e
                                  WHERE d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND e.oid = d.objid
                                    AND e.stxname = ANY (ARRAY[\(names)]::pg_catalog.text[]));
                IF additions IS NOT NULL THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(Self.leftBehind)',
                        MESSAGE = \(dialect.quoteText("code of role \(owner), which ran while its text was parsed, has created ")) || additions;
                END IF;
            \(after.map { "    \($0);\n" }.joined())\
                PERFORM pg_catalog.set_config('search_path', path, true);
            """,
            declaring: """
                    path pg_catalog.text := pg_catalog.current_setting('search_path');
                \(declaringLoan("is_shown", of: "USAGE", on: place, to: owner))
                \(declaringLoan("is_lent", of: "CREATE", on: place, to: owner))
                    present pg_catalog.text[];
                    additions pg_catalog.text;
                """
        ).text
    }

    /// Returns a statement that gives a new object its owner. A role that is not a superuser may only do so if the new
    /// owner has CREATE on the object's schema, so the statement lends CREATE if the owner lacks it.
    /// - Parameters:
    ///   - text: `ALTER … OWNER TO …`.
    ///   - owner: the new owner.
    ///   - schema: the schema of the object.
    func giving(_ text: String, to owner: String, in schema: String) -> String {
        guard !isPlain(owner) else { return text }
        let (role, place) = (dialect.quote(owner), dialect.quote(schema))
        return SQLStatement.block(
            """
                IF is_lent THEN
                    GRANT CREATE ON SCHEMA \(place) TO \(role);
                END IF;
                \(text);
                IF is_lent THEN
                    REVOKE CREATE ON SCHEMA \(place) FROM \(role);
                END IF;
            """, declaring: declaringLoan("is_lent", of: "CREATE", on: schema, to: owner)
        ).text
    }

    /// Declares a variable for whether a privilege must be lent: a privilege that the role has already is neither
    /// granted nor revoked.
    private func declaringLoan(_ name: String, of right: String, on schema: String, to role: String) -> String {
        """
            \(name) pg_catalog.bool := NOT pg_catalog.has_schema_privilege(
                \(dialect.quoteText(role))::pg_catalog.name, \(dialect.quoteText(schema)), '\(right)');
        """
    }

    /// An SQL expression that identifies an object in the workshop, and changes when the object is renamed.
    private static let identity = """
        pg_catalog.concat_ws(' ', d.classid, d.objid, pg_catalog.pg_describe_object(d.classid, d.objid, 0))
        """

    /// A condition on `d`, a row of `pg_depend`: its object is in the workshop or is a temporary object.
    private func isInside(_ place: String) -> String {
        """
        d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                  AND d.refobjid IN (SELECT n.oid FROM pg_catalog.pg_namespace AS n
                                     WHERE n.nspname = \(dialect.quoteText(place)) OR n.oid = pg_catalog.pg_my_temp_schema())
        """
    }
}

extension Workshop {
    /// A schema to work in if nothing is built side by side, with the statements that create and drop it.
    struct Temporary: Sendable {
        let workshop: Workshop
        /// Statements that create it or grant USAGE on it.
        let opening: [String]
        let closing: [String]

        /// Chooses the schema: a new one, else one that is provided for building, else each object's own.
        /// - Parameters:
        ///   - session: the session that works.
        ///   - object: the OID of the object of the work, which makes the schema's name unique: work that runs inside
        ///     other work is about another object.
        ///   - connection: the connection.
        /// - Throws: ``DatabaseFailure``.
        init(for session: ReplacingSession, about object: Int64, on connection: any Connection) async throws {
            guard !session.mayCreateSchemas else {
                let name = "\(session.buildingPrefix)_around_\(object)"
                workshop = Workshop(common: name, session: session)
                opening = ["CREATE SCHEMA \(PostgreSQLDialect().quote(name))"]
                closing = ["DROP SCHEMA \(PostgreSQLDialect().quote(name))"]
                return
            }
            let schemas = try await BuildingSchemas.ifAny(for: [""], session: session, on: connection)
            workshop = Workshop(common: schemas?.names[""], session: session)
            opening = schemas?.creating(for: [], session: session) ?? []
            closing = schemas?.removing(for: [], session: session) ?? []
        }
    }
}
