//! `Client::new` makes an HTTP client that follows redirects, bearer token and all. It goes; the other one is for
//! the hand-written part of the crate, which has constructors that cannot be held wrong.

use super::name_of;

pub(super) fn keep_constructors_inside(file: &mut syn::File) {
    for item in &mut file.items {
        if let syn::Item::Impl(block) = item
            && block.trait_.is_none()
            && name_of(&block.self_ty).is_some_and(|name| name == "Client")
        {
            block.items.retain_mut(|item| match item {
                syn::ImplItem::Fn(function) => {
                    function.vis = syn::parse_quote!(pub(crate));
                    function.sig.ident != "new"
                }
                _ => true,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn no_constructor_makes_an_http_client_or_is_public() {
        let mut file = file("", "");
        file.items.push(syn::parse_quote! {
            impl Client { pub fn new() -> Self { todo!() } pub fn new_with_client() -> Self { todo!() } }
        });
        keep_constructors_inside(&mut file);
        let text = text(&file);
        assert!(!text.contains("fn new("), "{text}");
        assert!(text.contains("pub(crate) fn new_with_client("), "{text}");
    }
}
