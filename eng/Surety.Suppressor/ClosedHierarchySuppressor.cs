using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Surety.Suppressor;

/// <summary>
/// Silences CS8509 ("not exhaustive") for a switch expression over a closed hierarchy (an abstract record whose constructors are
/// private, so that its nested records are all its cases) exactly when each case, and null where it can come, has an unguarded arm.
/// C# 15's <c>closed</c> replaces it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedHierarchySuppressor : DiagnosticSuppressor
{
    static readonly SuppressionDescriptor Complete = new("SURETY001", "CS8509", "Every case of the closed hierarchy has an unguarded arm.");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => ImmutableArray.Create(Complete);

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree) continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node.FirstAncestorOrSelf<SwitchExpressionSyntax>() is not { } expression) continue;
            var model = context.GetSemanticModel(tree);
            if (model.GetTypeInfo(expression.GoverningExpression) is not { Type: INamedTypeSymbol type } governing || !IsClosed(type)) continue;
            var unguarded = expression.Arms.Where(arm => arm.WhenClause is null).Select(arm => arm.Pattern).ToList();
            // The compiler says CS8509 instead of CS8655 (null is not handled), never both: silencing one must not hide the other.
            if (governing.Nullability.FlowState == NullableFlowState.MaybeNull && !unguarded.Any(TakesNull)) continue;
            var covered = unguarded.SelectMany(pattern => CoveredBy(pattern, model)).ToList();
            var cases = type.GetTypeMembers().Where(c => SymbolEqualityComparer.Default.Equals(c.BaseType?.OriginalDefinition, type.OriginalDefinition)).ToList();
            if (cases.Count > 0 && cases.All(c => covered.Any(t => SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, c.OriginalDefinition))))
                context.ReportSuppression(Suppression.Create(Complete, diagnostic));
        }
    }

    // A record's copy constructor is protected, and no way in: whoever calls it has a case already. Seen from another project it is not marked as implicit.
    static bool IsClosed(INamedTypeSymbol type) => type.IsAbstract
        && type.InstanceConstructors.Where(c => !IsCopy(c, type)).All(c => c.DeclaredAccessibility == Accessibility.Private);

    static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type) =>
        type.IsRecord && constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);

    static System.Collections.Generic.IEnumerable<ITypeSymbol> CoveredBy(PatternSyntax pattern, SemanticModel model) => pattern switch
    {
        ParenthesizedPatternSyntax inner => CoveredBy(inner.Pattern, model),
        BinaryPatternSyntax both when both.IsKind(SyntaxKind.OrPattern) => CoveredBy(both.Left, model).Concat(CoveredBy(both.Right, model)),
        DeclarationPatternSyntax declared => Of(declared.Type, model),
        TypePatternSyntax typed => Of(typed.Type, model),
        ConstantPatternSyntax constant => Of(constant.Expression, model),
        RecursivePatternSyntax { Type: { } named } recursive when IsTotal(recursive) => Of(named, model),
        _ => Enumerable.Empty<ITypeSymbol>(),
    };

    static bool TakesNull(PatternSyntax pattern) => pattern switch
    {
        ParenthesizedPatternSyntax inner => TakesNull(inner.Pattern),
        BinaryPatternSyntax both when both.IsKind(SyntaxKind.OrPattern) => TakesNull(both.Left) || TakesNull(both.Right),
        ConstantPatternSyntax constant => constant.Expression.IsKind(SyntaxKind.NullLiteralExpression),
        _ => false,
    };

    static bool IsTotal(RecursivePatternSyntax pattern) =>
        (pattern.PropertyPatternClause?.Subpatterns.All(TakesAll) ?? true)
        && (pattern.PositionalPatternClause?.Subpatterns.All(TakesAll) ?? true);

    // `var (a, b)` deconstructs, and so refuses null.
    static bool TakesAll(SubpatternSyntax part) =>
        part.Pattern is DiscardPatternSyntax or VarPatternSyntax { Designation: SingleVariableDesignationSyntax or DiscardDesignationSyntax };

    static System.Collections.Generic.IEnumerable<ITypeSymbol> Of(ExpressionSyntax name, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is ITypeSymbol type ? new[] { type } : Enumerable.Empty<ITypeSymbol>();
}
