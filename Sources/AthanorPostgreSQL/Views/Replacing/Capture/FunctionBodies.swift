internal import Athanor

/// Whether the server looks at the bodies of functions when they are made.
enum FunctionBodies {
    private static let kept = "athanor.check_function_bodies"

    /// Statements that run while it does not: a body between quotes is not looked at before the function is called. What the
    /// session has is kept.
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
