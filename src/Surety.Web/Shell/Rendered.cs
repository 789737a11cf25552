using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>Pages, rendered once and on the server: no circuit that can drop, nothing that the browser has to run.</summary>
static class Rendered
{
    // Components of pages are given everything by their parameters.
    static readonly ServiceProvider Nothing = new ServiceCollection().BuildServiceProvider();

    /// <summary>Renders a page.</summary>
    /// <param name="call">The request.</param><param name="parameters">Of the component, beside its <see cref="View"/>.</param><param name="status">As HTTP has it.</param>
    public static async Task<Reply.Whole> PageAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(this Call call, Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent => await PageAsync<T>(await View.OfAsync(call), parameters, status);

    /// <summary>Renders a page for a view that is there already.</summary>
    public static async Task<Reply.Whole> PageAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(View view, Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent
    {
        parameters[nameof(View)] = view;
        await using var renderer = new HtmlRenderer(Nothing, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var text = new StringWriter(new StringBuilder("<!doctype html>\n", 16 << 10));
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).WriteHtmlTo(text);
            return text.ToString();
        });
        return new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html)) { Headers = [("Vary", "Accept-Language, Cookie")] };
    }

    /// <summary>Sends the browser on, with <c>GET</c>.</summary>
    public static Reply.Nothing To(string address) => new() { Status = 303, Headers = [("Location", address)] };
}
