import Foundation

/// What somebody with CREATE on the schema `public` can put there for others to run into: operators and functions that fit
/// better than the system's own, copies of the system's own for search paths on which `public` comes first, and types and
/// tables with the names of the system's.
///
/// Whatever is used of it raises, and is counted in a sequence, which no rollback takes back.
enum PlantedObjects {
    /// The statements that put them there, in a database that is otherwise empty.
    static let planting = [
        "SET search_path TO pg_catalog, pg_temp",
        "CREATE SEQUENCE public.planted_uses",
        """
        CREATE FUNCTION public.planted(what text) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_catalog.nextval('public.planted_uses'::pg_catalog.regclass);
            RAISE EXCEPTION USING MESSAGE = pg_catalog.concat('planted: ', what);
        END $$
        """,
        operators, functions, relatedFunctions, aggregates, typesAndTables,
    ]

    /// Counts what was used, in column `uses`.
    static let counting = "SELECT is_called::pg_catalog.text AS uses FROM public.planted_uses"

    private static let body = """
        'BEGIN PERFORM public.planted(' || quote_literal(what) || '::pg_catalog.text); RETURN NULL; END'
        """

    /// On all pairs of the types that a catalog has, whether or not the system has an operator on the very same.
    private static let operators = """
        DO $planting$
        DECLARE
            types text[] := ARRAY['text', 'name', 'varchar', 'bpchar', 'oid', 'regclass', 'regtype', 'regnamespace', 'int2',
                                  'int4', 'int8', 'bool', '"char"', 'xid', 'numeric', 'float8', 'timestamptz', 'interval',
                                  'text[]', 'name[]', 'oid[]', 'jsonb'];
            signs text[] := ARRAY['=', '<>', '<', '>', '<=', '>=', '~', '!~', '~~', '!~~', '||', '+', '-', '*', '/',
                                  '<<', '>>', '&', '&&', '|', '->', '->>'];
            sign text; a text; b text; result text; what text; number integer := 0;
        BEGIN
            FOREACH sign IN ARRAY signs LOOP
                FOREACH a IN ARRAY types LOOP
                    FOREACH b IN ARRAY types LOOP
                        result := CASE WHEN sign IN ('||', '->>') THEN 'text'
                                       WHEN sign IN ('+', '-', '*', '/', '<<', '>>', '&', '|', '->') THEN a
                                       ELSE 'bool' END;
                        what := concat('operator ', a, ' ', sign, ' ', b);
                        number := number + 1;
                        EXECUTE format(
                            'CREATE FUNCTION public.planted_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', number, a, b,
                            result, \(body));
                        EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.planted_%s)',
                                       sign, a, b, number);
                    END LOOP;
                END LOOP;
            END LOOP;
        END $planting$
        """

    /// A copy of each of the system's functions.
    private static let functions = """
        DO $planting$
        DECLARE f record; what text;
        BEGIN
            FOR f IN SELECT p.proname, p.oid, pg_get_function_identity_arguments(p.oid) AS arguments,
                            format_type(p.prorettype, NULL) AS result, p.proretset
                     FROM pg_proc AS p JOIN pg_type AS t ON t.oid = p.prorettype
                     WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND t.typtype = 'b'
                       AND p.proargmodes IS NULL
                       AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) AS a JOIN pg_type AS y ON y.oid = a
                                       WHERE y.typtype = 'p') LOOP
                what := concat('function ', f.oid::regprocedure);
                EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s%s LANGUAGE plpgsql AS %L', f.proname, f.arguments,
                               CASE WHEN f.proretset THEN 'SETOF ' ELSE '' END, f.result,
                               CASE WHEN f.proretset THEN replace(\(body), ' RETURN NULL;', ' RETURN;') ELSE \(body) END);
            END LOOP;
        END $planting$
        """

    /// Functions on the types that a catalog's columns have, where the system's own take others.
    private static let relatedFunctions = """
        DO $planting$
        DECLARE f record; what text; variant text;
        BEGIN
            FOR f IN SELECT p.proname, p.oid, oidvectortypes(p.proargtypes) AS arguments,
                            format_type(p.prorettype, NULL) AS result
                     FROM pg_proc AS p JOIN pg_type AS t ON t.oid = p.prorettype
                     WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND t.typtype = 'b'
                       AND p.proargmodes IS NULL AND NOT p.proretset AND p.pronargs BETWEEN 1 AND 4
                       AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) AS a JOIN pg_type AS y ON y.oid = a
                                       WHERE y.typtype = 'p')
                       AND (p.proargtypes::oid[] && ARRAY['text'::regtype, 'oid'::regtype]::oid[]) LOOP
                FOREACH variant IN ARRAY ARRAY[
                    regexp_replace(f.arguments, '\\mtext\\M(?!\\[)', 'name', 'g'),
                    regexp_replace(f.arguments, '\\mtext\\M(?!\\[)', 'varchar', 'g'),
                    regexp_replace(f.arguments, '\\moid\\M(?!\\[)', 'regclass', 'g')] LOOP
                    CONTINUE WHEN variant = f.arguments OR variant ~ 'any';
                    what := concat('function ', f.proname, '(', variant, ')');
                    BEGIN
                        EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', f.proname,
                                       variant, f.result, \(body));
                    EXCEPTION WHEN duplicate_function OR ambiguous_function THEN NULL;
                    END;
                END LOOP;
            END LOOP;
        END $planting$
        """

    private static let aggregates = """
        DO $planting$
        DECLARE name text; type text; what text;
        BEGIN
            FOREACH name IN ARRAY ARRAY['min', 'max', 'count', 'array_agg', 'json_agg', 'bool_or', 'bool_and', 'coalesce',
                                        'concat', 'format', 'json_build_object', 'unnest', 'concat_ws'] LOOP
                FOREACH type IN ARRAY ARRAY['text', 'name', 'oid', 'int4', 'int8', 'bool', 'text[]', 'oid[]', 'varchar'] LOOP
                    what := concat('function ', name, '(', type, ')');
                    CONTINUE WHEN to_regprocedure(format('public.%I(%s)', name, type)) IS NOT NULL;
                    EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS text LANGUAGE plpgsql AS %L', name, type,
                                   \(body));
                END LOOP;
            END LOOP;
            FOREACH type IN ARRAY ARRAY['name', 'text', 'varchar'] LOOP
                what := concat('function string_agg(', type, ', text)');
                EXECUTE format('CREATE FUNCTION public.string_agg(%s, text) RETURNS text LANGUAGE plpgsql AS %L', type,
                               \(body));
            END LOOP;
        END $planting$
        """

    /// Types that let nothing in, and tables that hold nothing.
    private static let typesAndTables = """
        DO $planting$
        DECLARE type text; relation text;
        BEGIN
            FOREACH type IN ARRAY ARRAY['text', 'name', 'oid', 'regclass', 'regtype', 'xid8', 'timestamptz', 'jsonb'] LOOP
                EXECUTE format('CREATE DOMAIN public.%I AS pg_catalog.%I CHECK (public.planted(%L::pg_catalog.text))', type,
                               type, concat('type ', type));
            END LOOP;
            FOREACH relation IN ARRAY ARRAY['pg_class', 'pg_namespace', 'pg_attribute', 'pg_index', 'pg_depend', 'pg_proc',
                                            'pg_rewrite', 'pg_type', 'pg_locks', 'pg_stat_activity', 'pg_settings',
                                            'pg_stats', 'pg_description'] LOOP
                EXECUTE format('CREATE TABLE public.%I (oid pg_catalog.oid)', relation);
            END LOOP;
        END $planting$
        """
}
