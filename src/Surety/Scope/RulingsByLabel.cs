using System.Collections.Concurrent;

namespace Surety.Scope;

/// <summary>Rulings on one exclusion, found by what they are about: among thousands of services each asks for its own.</summary>
/// <param name="all">In order of time.</param>
internal sealed class RulingsByLabel(ValueList<ExclusionRuling> all)
{
    readonly ConcurrentDictionary<string, (Dictionary<string, List<int>> ByValue, List<int> Without)> byLabel = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<Label, ValueList<ExclusionRuling>> found = [];

    /// <summary>Those that may be about something with these labels, in order of time: the others have another value of one of them.</summary>
    public ValueList<ExclusionRuling> For(Labels labels) => labels.Items.Count == 0 || all.Count == 0 ? all : For(labels.Items[0]);

    ValueList<ExclusionRuling> For(Label label)
    {
        if (found.TryGetValue(label, out var known)) return known;
        var (byValue, without) = Of(label.Name);
        return found[label] = byValue.TryGetValue(label.Value, out var same) ? same.Concat(without).Order().Select(i => all[i]).ToValueList() : without.Select(i => all[i]).ToValueList();
    }

    (Dictionary<string, List<int>>, List<int>) Of(string name)
    {
        if (byLabel.TryGetValue(name, out var known)) return known;
        var (byValue, without) = (new Dictionary<string, List<int>>(StringComparer.Ordinal), new List<int>());
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Fact.Labels[name] is not { } value) without.Add(i);
            else if (byValue.TryGetValue(value, out var same)) same.Add(i);
            else byValue[value] = [i];
        }
        return byLabel[name] = (byValue, without);
    }
}
