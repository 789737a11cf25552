using System.Collections;
using System.Reflection;
using Surety.Agreements;

namespace Surety.Tests.Agreements.Canonical;

/// <summary>Compares two agreements part by part, whatever the place and the spelling of each clause is.</summary>
/// <remarks>
/// Left out are places, names of files, and what repeats the words of a clause for derivations: those are the spelling, which is what differs. Everything that computes is compared, private
/// fields among it.
/// </remarks>
static class SameMeaning
{
    static readonly Type[] Places = [typeof(Location), typeof(Clause), typeof(Reason)];

    static readonly string[] AsWritten = ["Words", "File", "Sentence"];

    /// <summary>The first difference, or <c>null</c>.</summary>
    public static string? Difference(Agreement one, Agreement other) => Difference(one, other, "agreement", []);

    static string? Difference(object? one, object? other, string path, HashSet<(object, object)> seen)
    {
        if (one is null || other is null) return one is null && other is null ? null : $"{path}: {one ?? "nothing"} and {other ?? "nothing"}";
        var type = one.GetType();
        if (type != other.GetType()) return $"{path}: {type.Name} and {other.GetType().Name}";
        if (Places.Contains(type)) return null;
        if (one is string or Delegate || type.IsPrimitive || type.IsEnum || type.Namespace is not { } space) return one is Delegate || one.Equals(other) ? null : $"{path}: '{one}' and '{other}'";
        if (!type.IsValueType && !seen.Add((one, other))) return null;
        if (one is IDictionary || one is not IEnumerable items || type.IsAssignableTo(typeof(Labels)))
            return IsOurs(type) || type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) || type.FullName.StartsWith("System.Collections.Generic.KeyValuePair", StringComparison.Ordinal) ? Fields(one, other, type, path, seen)
                : one is IDictionary ? Lists(((IDictionary)one).Values, ((IDictionary)other).Values, path, seen) : one.Equals(other) ? null : $"{path}: '{one}' and '{other}'";
        return Lists(items, (IEnumerable)other, path, seen);
    }

    static bool IsOurs(Type type) => type.Assembly == typeof(Agreement).Assembly;

    static string? Lists(IEnumerable one, IEnumerable other, string path, HashSet<(object, object)> seen)
    {
        var (a, b) = (Ordered(one), Ordered(other));
        if (a.Count != b.Count) return $"{path}: {a.Count} and {b.Count}";
        return a.Zip(b).Select((p, i) => Difference(p.First, p.Second, $"{path}[{i}]", seen)).FirstOrDefault(d => d is not null);
    }

    // Places of the keys of a clause follow the order of the text, which the canonical form changes.
    static List<object?> Ordered(IEnumerable list)
    {
        var all = list.Cast<object?>().ToList();
        return all.TrueForAll(i => i is (string, Clause)) ? [.. all.OrderBy(i => (((string, Clause))i!).Item1, StringComparer.Ordinal)] : all;
    }

    static string? Fields(object one, object other, Type type, string path, HashSet<(object, object)> seen)
    {
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType!)
            foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var name = field.Name.Contains('>') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
                if (AsWritten.Contains(name) && field.FieldType == typeof(string)) continue;
                if (Difference(field.GetValue(one), field.GetValue(other), $"{path}.{name}", seen) is { } difference) return difference;
            }
        return null;
    }
}
