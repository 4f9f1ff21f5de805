internal import Athanor
internal import Foundation

/// Checks that the metadata tables and the version table belong to trusted roles, and that no code of other roles is
/// attached to them.
///
/// The owner of a table decides which code runs when another role writes into it: triggers, rules, checks, defaults.
/// The owner of a schema can replace a table with a view, and so decides which code runs when it is read. So Athanor
/// queries the catalog before it reads or writes any of them, in the same round trip as the first query.
enum MetadataTablesTrust {
    /// The session setting that names further trusted roles, as an array.
    static let setting = "athanor.trusted_owners"

    /// An SQL expression for the names of the further trusted roles, as an array.
    static let named = """
        coalesce(nullif(pg_catalog.current_setting('\(setting)', true), ''), '{}')::pg_catalog.text[]
        """

    /// An SQL expression for the first problem, as JSON; NULL if there is no problem.
    /// - Parameters:
    ///   - versionTable: an expression for the version table's OID; `nil` if none is known.
    ///   - isWriting: whether the tables are locked and will be written in the same transaction.
    static func finding(versionTable: String? = nil, whereWritten isWriting: Bool = false) -> String {
        """
        (WITH RECURSIVE login (role) AS MATERIALIZED (
            SELECT \(AuthenticatedRole.oid)
        ), acting (role, is_login) AS (
            SELECT l.role, true FROM login AS l
            UNION
            SELECT r.oid, false FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user
            UNION
            -- Up to PostgreSQL 14 a role may make others members of itself, and a dump of its server's roles does so on 15: that says
            -- nothing about trust. Who may create roles could log in as any but a superuser there, and since PostgreSQL 16 only as
            -- those that it has ADMIN OPTION on.
            SELECT m.roleid, a.is_login
            FROM acting AS a
            JOIN pg_catalog.pg_auth_members AS m ON m.member = a.role AND m.grantor <> m.roleid
            JOIN pg_catalog.pg_roles AS g ON g.oid = m.grantor
            WHERE \(RoleRights.gives("m"))
              AND (g.rolsuper
                   OR g.rolcreaterole AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 160000
                      AND NOT (SELECT x.rolsuper FROM pg_catalog.pg_roles AS x JOIN login AS l ON l.role = x.oid)
                   OR \(RoleRights.has("g.oid", thoseOf: "(SELECT l.role FROM login AS l)")))
        ), assumed (role) AS (
            -- The role of `SET ROLE`, and those that it is a member of, may have fewer rights than the login. They are trusted
            -- where nobody else without the login's rights can act as one of them: who can, can add code to its tables at any
            -- time, and that code can go back to the login's rights.
            SELECT a.role
            FROM acting AS a
            WHERE NOT a.is_login
              AND NOT EXISTS (
                  SELECT FROM pg_catalog.pg_roles AS x
                  WHERE \(RoleRights.has("x.oid", thoseOf: "a.role"))
                    AND NOT \(RoleRights.has("x.oid", thoseOf: "(SELECT l.role FROM login AS l)"))
                    AND (x.rolcanlogin
                         OR NOT pg_catalog.pg_has_role(current_user::pg_catalog.name, x.oid, 'MEMBER')))
        ), named (oid, is_version_table) AS (
            SELECT c.oid, false
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = 'athanor' AND c.relname IN (\(names))
            \(versionTable.map { "UNION ALL SELECT \($0), true" } ?? "")
        ), family (oid, is_version_table) AS (
            -- What is written into a table can go to its partitions, and concerns its heirs.
            SELECT n.oid, n.is_version_table FROM named AS n
            UNION
            SELECT h.inhrelid, f.is_version_table
            FROM family AS f JOIN pg_catalog.pg_inherits AS h ON h.inhparent = f.oid
        ), own (oid, name, owner, kind, is_version_table) AS (
            SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname), c.relowner, c.relkind, f.is_version_table
            FROM family AS f
            JOIN pg_catalog.pg_class AS c ON c.oid = f.oid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        ), attached (name, description, classid, objid) AS (
            SELECT o.name, 'trigger ' || t.tgname, 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid
            FROM own AS o JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = o.oid AND NOT t.tgisinternal
            UNION ALL
            SELECT o.name, 'policy ' || p.polname, 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid
            FROM own AS o JOIN pg_catalog.pg_policy AS p ON p.polrelid = o.oid
            UNION ALL
            SELECT o.name, 'constraint ' || k.conname, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid
            FROM own AS o JOIN pg_catalog.pg_constraint AS k ON k.conrelid = o.oid
            UNION ALL
            SELECT o.name, 'a default', 'pg_catalog.pg_attrdef'::pg_catalog.regclass, f.oid
            FROM own AS o JOIN pg_catalog.pg_attrdef AS f ON f.adrelid = o.oid
            UNION ALL
            SELECT o.name, 'an index', 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid
            FROM own AS o JOIN pg_catalog.pg_index AS i ON i.indrelid = o.oid
            UNION ALL
            SELECT o.name, 'statistics', 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, e.oid
            FROM own AS o JOIN pg_catalog.pg_statistic_ext AS e ON e.stxrelid = o.oid
            UNION ALL
            SELECT o.name, 'a column', 'pg_catalog.pg_class'::pg_catalog.regclass, o.oid FROM own AS o
        ), finding (rank, text, owner, remedy, named) AS (
            SELECT 1, 'schema athanor belongs to', n.nspowner, \(Remedy.dropping.literal), n.nspowner
            FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'athanor'
            UNION ALL
            SELECT 2, 'table ' || o.name || ' belongs to', o.owner, \(Remedy.dropping.literal), o.owner FROM own AS o
            UNION ALL
            SELECT 3, 'table ' || a.name || ' has ' || a.description || ' that uses code of', c.author,
                   \(Remedy.dropping.literal), c.author
            FROM attached AS a
            JOIN pg_catalog.pg_depend AS d ON d.classid = a.classid AND d.objid = a.objid
            CROSS JOIN LATERAL (\(ForeignCode.author(of: "d"))) AS c
            UNION ALL
            -- The condition of a trigger can run code that it does not depend on, as a query in a text. Who made it is not known.
            SELECT 3, 'table ' || o.name || ' has trigger ' || t.tgname || ' with a condition, which could be of', r.oid,
                   \(Remedy.dropping.literal), r.oid
            FROM own AS o
            JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = o.oid AND NOT t.tgisinternal AND t.tgqual IS NOT NULL
            JOIN pg_catalog.pg_roles AS r ON pg_catalog.has_table_privilege(r.oid, o.oid, 'TRIGGER')
            UNION ALL
            -- What follows a foreign key runs triggers of the other table.
            SELECT 3, 'table ' || o.name || ' is what a foreign key refers to, of table '
                   || pg_catalog.format('%I.%I', n.nspname, c.relname) || ' of', c.relowner, \(Remedy.dropping.literal), c.relowner
            FROM own AS o
            JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = o.oid AND t.tgconstrrelid <> 0
            JOIN pg_catalog.pg_class AS c ON c.oid = t.tgconstrrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            UNION ALL
            -- No lock keeps a schema from being renamed, and another from taking its place. Where its owner is
            -- trusted, who can act as that role can make code in its name anyway, and gains nothing by that.
            SELECT 4, pg_catalog.concat('schema ', n.nspname,
                                        CASE WHEN r.oid <> n.nspowner THEN ' of role ' || pg_catalog.pg_get_userbyid(n.nspowner) END,
                                        ', in which the version table is, can be renamed by',
                                        CASE WHEN r.oid = n.nspowner THEN ' its owner,' END), r.oid,
                   \(Remedy.givingSchema.literal), n.nspowner
            FROM own AS o
            JOIN pg_catalog.pg_class AS c ON c.oid = o.oid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_roles AS r
              ON \(RoleRights.has("r.oid", thoseOf: "n.nspowner"))
                 AND pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CREATE')
            WHERE o.is_version_table
              AND NOT (\(AuthenticatedRole.trusts("n.nspowner"))
                       OR n.nspowner IN (SELECT a.role FROM acting AS a WHERE a.is_login))
            \(isWriting ? Self.unseen : "")
        )
        SELECT pg_catalog.json_build_object(
                   'text', f.text, 'owner', f.owner_name, 'remedy', f.remedy, 'named', pg_catalog.pg_get_userbyid(f.named),
                   'isAssumed', f.owner_name IN (SELECT pg_catalog.pg_get_userbyid(a.role) FROM acting AS a WHERE NOT a.is_login)
               )::pg_catalog.text
        FROM (
            SELECT 0 AS rank, o.name || ' is not a plain table:' || CASE WHEN o.kind IN ('r', 'p') THEN ' it has a rule, made by'
                                                                       ELSE ' it is a view or the like of' END AS text,
                   pg_catalog.pg_get_userbyid(o.owner) AS owner_name, \(Remedy.dropping.literal) AS remedy, o.owner AS named
            FROM own AS o
            WHERE o.kind NOT IN ('r', 'p') AND NOT o.is_version_table
               OR EXISTS (SELECT FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class = o.oid AND o.kind IN ('r', 'p'))
            UNION ALL
            SELECT f.rank, f.text, pg_catalog.pg_get_userbyid(f.owner), f.remedy, f.named
            FROM finding AS f
            WHERE NOT (\(AuthenticatedRole.trusts("f.owner"))
                       OR f.owner IN (SELECT a.role FROM acting AS a WHERE a.is_login)
                       -- Existing code was made by a role that could act as its owner then.
                       OR f.rank < 3 AND f.owner IN (SELECT a.role FROM assumed AS a))
        ) AS f
        ORDER BY f.rank, f.text
        LIMIT 1)
        """
    }

    /// A problem with stricter isolation levels: the transaction does not see in the catalog a trigger that was created
    /// after it began, but the trigger runs all the same.
    private static let unseen = """
        UNION ALL
        SELECT 4, pg_catalog.concat('table ', o.name, ' could have been given a trigger that a transaction which is ',
                                    pg_catalog.current_setting('transaction_isolation'), ' does not see, by'), r.oid,
               \(Remedy.takingRights.literal), r.oid
        FROM own AS o
        JOIN pg_catalog.pg_roles AS r
          ON pg_catalog.has_table_privilege(r.oid, o.oid, 'TRIGGER')
             OR pg_catalog.has_any_column_privilege(r.oid, o.oid, 'REFERENCES')
        WHERE pg_catalog.current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
        """

    static let names = MetadataTable.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")

    /// The remedy for a problem.
    enum Remedy: String, CaseIterable, Decodable {
        /// Drop what a role has created: a table, the schema, or code attached to a table.
        case dropping
        /// Change the owner of the version table's schema.
        case givingSchema
        /// Revoke rights of a role on a table.
        case takingRights

        /// The name as an SQL literal.
        fileprivate var literal: String { "'\(rawValue)'" }

        /// The advice. It is also part of an SQL statement, so it is ASCII, which databases of every encoding can read.
        /// - Parameter role: the role that it is about.
        func advice(_ role: String) -> String {
            let trusting = "name it as `trusted_owners` in athanor.yaml (ATHANOR_TRUSTED_OWNERS)."
            return switch self {
            case .dropping:
                "Have an administrator look at it, and drop what \(role) made for this purpose. If Athanor's tables are meant to be "
                    + "that role's, \(trusting)"
            case .givingSchema:
                "Give the schema to a role with the rights of the login (ALTER SCHEMA name OWNER TO role), or have the version table in "
                    + "another one (`version_table_schema`). If \(role) may have code run with the rights of the login, \(trusting)"
            case .takingRights:
                "Take the rights on the table from \(role) (REVOKE TRIGGER, REFERENCES), or have the transaction run read committed. "
                    + "If \(role) may have code run with the rights of the login, \(trusting)"
            }
        }

        /// An SQL expression for the advice on `found`, a variable that holds a finding.
        static var advising: String {
            let dialect = PostgreSQLDialect()
            let cases = allCases.map { remedy in
                // The pieces of the text between the places where the role's name goes.
                let parts = remedy.advice("\u{1}").split(separator: "\u{1}", omittingEmptySubsequences: false).map {
                    dialect.quoteText(String($0))
                }
                return
                    "WHEN \(remedy.literal) THEN pg_catalog.concat(\(parts.joined(separator: ", found->>'named', ")))"
            }
            return "CASE found->>'remedy' \(cases.joined(separator: " ")) END"
        }
    }

    private struct Finding: Decodable {
        let text: String
        let owner: String
        let remedy: Remedy
        /// The role that the remedy is about.
        let named: String
        /// Whether the session acts as that role, with `SET ROLE`.
        let isAssumed: Bool
    }

    /// Stops with an error if there is a problem.
    /// - Parameter finding: the result of ``finding(versionTable:whereWritten:)``.
    /// - Throws: ``DatabaseFailure``.
    static func check(_ finding: String?) throws {
        guard let finding else { return }
        let found = try JSONDecoder().decode(Finding.self, from: Data(finding.utf8))
        let (why, advice) =
            found.isAssumed
            ? (
                "which the session acts as: code of any other role that can act as it could return to the login's "
                    + "rights",
                "Log in as a role that has no more rights than \(found.owner). If all who can act as it may have code run "
                    + "with the login's rights, name it as `trusted_owners` in athanor.yaml (ATHANOR_TRUSTED_OWNERS)."
            )
            : (
                "who could run code with the rights of everyone who uses Athanor here",
                found.remedy.advice(found.named)
            )
        throw DatabaseFailure(
            kind: .notAllowed, code: "42501", message: "\(found.text) role \(found.owner), \(why)",
            advice: "Nothing was read or changed. \(advice)")
    }

    /// An SQL expression that sets the further trusted roles until the transaction ends.
    static func naming(_ roles: [String]) -> String {
        "pg_catalog.set_config('\(setting)', \(PostgreSQLDialect().quoteText(array(of: roles))), true)"
    }

    /// Whether a statement is one of Athanor's own and reads the trusted roles.
    static func isAsked(by statement: SQLStatement) -> Bool {
        guard statement.origin == nil, statement.isOwn || statement.text.hasPrefix("DO $athanor") else { return false }
        return statement.text.contains(setting)
    }

    /// The names of roles in the form of the setting.
    static func array(of roles: [String]) -> String {
        "{"
            + roles.map { role in
                "\"" + role.replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"") + "\""
            }.joined(separator: ",") + "}"
    }
}
