package import Athanor

extension PostgreSQLDialect {
    /// After a refresh, a statement that fails if code of other roles has left temporary objects. After
    /// `CREATE INDEX IF NOT EXISTS`, a statement that warns if an invalid index of that name exists: then nothing was
    /// built, and nothing ensures uniqueness.
    package func warning(after statement: LoweredStatement) -> SQLStatement? {
        if statement.command == "REFRESH MATERIALIZED VIEW" { return SQLStatement(own: TemporaryLeftovers.refusing) }
        guard statement.command == "CREATE INDEX", let index = ParsedStatement(statement.statement.text)?.indexIfMissing
        else { return nil }
        let table = quote(QualifiedName(schema: index.table.schema, name: index.table.name))
        return SQLStatement.block(
            """
                PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
                INTO seen
                FROM pg_catalog.pg_class AS t
                JOIN pg_catalog.pg_class AS c ON c.relnamespace = t.relnamespace AND c.relname = \(quoteText(index.name))
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_index AS x ON x.indexrelid = c.oid
                WHERE t.oid = named AND c.relkind = 'i' AND NOT (x.indisvalid AND x.indisready);
                IF FOUND THEN
                    RAISE WARNING USING
                        MESSAGE = pg_catalog.concat('index ', seen.name, ' exists already and is invalid: a build of it failed, or ',
                                                    'another session is still building it; nothing was built'),
                        HINT = pg_catalog.concat('If no session is building it, complete it with REINDEX INDEX CONCURRENTLY ', seen.name,
                                                 '; or remove it with DROP INDEX CONCURRENTLY ', seen.name, ';');
                END IF;
                PERFORM pg_catalog.set_config('search_path', path, true);
            """,
            declaring: """
                    path pg_catalog.text := pg_catalog.current_setting('search_path');
                    named pg_catalog.oid := pg_catalog.to_regclass(\(quoteText(table)));
                    seen record;
                """)
    }
}

extension ParsedStatement {
    /// The index of `CREATE INDEX IF NOT EXISTS`.
    fileprivate var indexIfMissing: (name: String, table: WrittenName)? {
        guard kind == "IndexStmt", node["if_not_exists"] as? Bool == true,
            case .createIndex(let name, let table)? = nonTransactionalStatement
        else { return nil }
        return (name, table)
    }
}
