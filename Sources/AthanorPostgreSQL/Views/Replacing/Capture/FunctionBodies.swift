internal import Athanor

/// Turns off the server's check of function bodies.
enum FunctionBodies {
    private static let kept = "athanor.check_function_bodies"

    /// Returns the statements, run with `check_function_bodies` off: a body in quotes is not parsed before the function
    /// is called. The session's value is restored after them.
    static func unchecked(_ statements: [String]) -> [String] {
        guard !statements.isEmpty else { return [] }
        return [
            """
            SELECT pg_catalog.set_config('\(kept)', pg_catalog.current_setting('check_function_bodies'), true),
                   pg_catalog.set_config('check_function_bodies', 'off', true)
            """
        ] + statements + [
            "SELECT pg_catalog.set_config('check_function_bodies', pg_catalog.current_setting('\(kept)'), true)"
        ]
    }
}
