/// The code in a pair of braces around a declaration.
enum SwiftScope: Equatable {
    /// A type or an extension of one.
    case type(name: String, isPrivate: Bool, isGeneric: Bool)
    /// A function, a closure or anything else; code outside of it cannot name types in it.
    case body
}

/// Whether another file of the module can name a type.
enum SwiftReach: Equatable {
    /// It can, with this name: `Outer.Inner`.
    case named(String)
    /// It cannot, because the type, or one around it, is private.
    case isPrivate
    /// It cannot, because the type is inside a function or a closure.
    case isLocal
    /// It cannot, because a type around it is generic.
    case isInGeneric(String)

    /// The reach of a type.
    /// - Parameters:
    ///   - name: its name.
    ///   - isPrivate: whether it is declared `private` or `fileprivate`.
    ///   - scopes: the code around it, outermost first.
    init(of name: String, isPrivate: Bool, in scopes: [SwiftScope]) {
        var names: [String] = []
        var isHidden = isPrivate
        for scope in scopes {
            guard case .type(let outer, let isPrivate, let isGeneric) = scope else {
                self = .isLocal
                return
            }
            if isGeneric {
                self = .isInGeneric(outer)
                return
            }
            names.append(outer)
            isHidden = isHidden || isPrivate
        }
        self = isHidden ? .isPrivate : .named((names + [name]).joined(separator: "."))
    }
}
