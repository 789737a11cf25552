using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Glossary;

/// <summary>What the words on pages mean, for whoever has not read the guide.</summary>
static class GlossaryPages
{
    public static ValueList<Operation> All { get; } = [PagesOf.Read("/glossary", "showGlossary", "Says what the words on pages mean.", async call => await call.PageAsync<GlossaryPage>([])) with { Needs = null }];
}
